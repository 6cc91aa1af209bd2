import { z } from 'zod';
import { ModelError } from '../base/errors.js';
import { mostScore } from '../vision/domain/liveness.js';
import { type BundleFault, bundleFaults, type ModelBundle } from './domain/model-bundle.js';

const rate = z.number().min(0).max(1);
const pixels = z.number().int().min(16).max(4096);
const stride = z.number().int().min(1).max(256);

const input = z.strictObject({
  width: pixels,
  height: pixels,
  channels: z.enum(['bgr', 'rgb']),
  type: z.enum(['float32', 'int8', 'uint8']),
  mean: z.number().min(0).max(255),
  scale: z.number().positive().max(1e6),
  layout: z.literal('nhwc'),
});

const facts = {
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, 'must be 1..64 of a-z 0-9 . - and begin with a letter or digit'),
  version: z.string().min(1),
  file: z.string().regex(/^(\$OSTIARY_SHARED(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+|[A-Za-z0-9_-][A-Za-z0-9._-]*)$/, {
    message: 'must be a file name inside the bundle folder, or $OSTIARY_SHARED/ and a path without ..',
  }),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits'),
  licence: z.string().min(1),
  source: z.string().min(1),
  input,
};

const suppression = { minConfidence: rate, nmsOverlap: rate };
const detector = z.strictObject({
  ...facts,
  role: z.literal('detector'),
  output: z.discriminatedUnion('decoder', [
    z.strictObject({ decoder: z.literal('yunet'), strides: z.array(stride).min(1).max(8), ...suppression }),
    z.strictObject({
      decoder: z.literal('blazeface'),
      anchors: z
        .array(z.strictObject({ stride, perCell: z.number().int().min(1).max(16) }))
        .min(1)
        .max(8),
      ...suppression,
    }),
  ]),
});

const threshold = z.strictObject({
  similarity: z.number().min(-1).max(1),
  fmr: rate.optional(),
  fnmr: rate.optional(),
  gallerySize: z.number().int().positive().optional(),
  fpir: rate.optional(),
  fnir: rate.optional(),
  measuredOn: z.string().min(1),
});
const embedder = z.strictObject({
  ...facts,
  role: z.literal('embedder'),
  output: z.strictObject({ dimension: z.number().int().min(8).max(4096) }),
  preprocessing: z.string().regex(/^[A-Za-z0-9._-]{1,32}$/, 'must be 1..32 of A-Z a-z 0-9 . _ -'),
  thresholds: z.array(threshold).min(1),
  defaultMinSimilarity: z.number().min(-1).max(1),
});

const score = z.number().min(-mostScore).max(mostScore);
const pad = z.strictObject({
  ...facts,
  role: z.literal('pad'),
  looks: z
    .array(z.strictObject({ side: z.number().min(1).max(8) }))
    .min(1)
    .max(4),
  output: z.strictObject({
    classes: z.tuple([z.literal('live'), z.string().min(1)], z.string().min(1)),
    eyes: z.strictObject({ offset: z.number(), scale: z.number().positive() }).optional(),
  }),
  thresholds: z.strictObject({
    bonaFide: score,
    attack: score,
    frames: z.number().int().min(1).max(30),
    measuredOn: z.string().min(1),
  }),
});

const schema = z.discriminatedUnion('role', [detector, embedder, pad]);

/**
 * Parses the text of a `bundle.json`.
 * @param place file name for the error.
 * @throws ModelError `bundle.invalid` with all errors and their paths.
 */
export function parseBundle(text: string, place: string): ModelBundle {
  const json = parseJson(text, place);
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    throw invalid(
      place,
      parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), problem: issue.message })),
    );
  }
  const faults = bundleFaults(parsed.data);
  if (faults.length > 0) throw invalid(place, faults);
  return parsed.data;
}

function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(place, [{ path: '', problem: `is not JSON: ${(cause as Error).message}` }], cause);
  }
}

function invalid(place: string, faults: readonly BundleFault[], cause?: unknown): ModelError {
  const list = faults.map(({ path, problem }) => (path === '' ? problem : `${path}: ${problem}`)).join('; ');
  return new ModelError('bundle.invalid', `${place}: ${list}`, {
    remedy: 'Install the bundle again, or correct these fields in its bundle.json.',
    context: { file: place, faults },
    ...(cause === undefined ? {} : { cause }),
  });
}
