import { z } from 'zod';
import { InvariantError } from '../../base/errors.js';
import { instant, millis } from '../../base/units.js';
import { dot, type EmbeddingSpace } from '../domain/embedding.js';
import { mostScore } from '../domain/liveness.js';
import { type ObservedFace, visionStages } from '../domain/observation.js';
import { qualityReasons } from '../domain/quality.js';
import { type FromVision, mostFaces, mostPreviewBytes, mostText } from './protocol.js';

const text = z.string().max(mostText);
const word = z.string().min(1).max(128);
const count = z.number().int().min(0);
const share = z.number().min(0).max(1);
const pixels = z.number().int().min(1).max(65_536);
/** zod accepts neither NaN nor infinities. */
const finite = z.number();
/** A stage that takes ten minutes hangs. */
const stageTime = z.number().min(0).max(600_000).transform(millis);

const score = z.number().min(-mostScore).max(mostScore);
const pad = z
  .object({ bonaFide: score, attack: score, frames: z.number().int().min(1).max(30), eyes: z.boolean() })
  .refine(({ bonaFide, attack }) => attack <= bonaFide, 'attack is above bonaFide');

const space = z.object({ id: word, dimension: z.number().int().min(1).max(4096) });
const point = z.object({ x: finite, y: finite });
const size = z.number().positive();
const reasons = z.array(z.enum(qualityReasons)).max(qualityReasons.length);
const face = z.object({
  detection: z.object({
    box: z.object({ x: finite, y: finite, width: size, height: size }),
    landmarks: z.tuple([point, point, point, point, point]),
    confidence: share,
  }),
  quality: z.object({ interOcular: finite, turn: finite, brightness: finite, sharpness: finite, inside: finite }),
  faults: reasons,
  liveness: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('notChecked') }),
    z.object({ kind: z.literal('checked'), score, eyesOpen: share.exactOptional() }),
  ]),
  print: z.number().int().min(0).max(0xffff_ffff),
  embedding: z.object({ space, values: z.instanceof(Float32Array) }).exactOptional(),
});
const faces = z.array(face).max(mostFaces);
const times = z.record(z.enum(visionStages), stageTime);
const fault = z.object({ code: word, message: text, remedy: text });
const model = z.object({
  name: word,
  role: z.enum(['detector', 'embedder', 'pad']),
  digest: word,
  delegate: word,
  fallback: text.exactOptional(),
});

const schema: z.ZodType<FromVision> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('ready'),
    space,
    defaultMinSimilarity: z.number().min(-1).max(1),
    pad: pad.exactOptional(),
    padFault: fault.exactOptional(),
    models: z.array(model).max(8),
  }),
  z.object({
    kind: z.literal('observation'),
    observation: z.object({
      sequence: count,
      capturedAt: z.number().min(0).transform(instant),
      width: pixels,
      height: pixels,
      faces,
      times,
    }),
  }),
  z.object({ kind: z.literal('analysis'), id: count, width: pixels, height: pixels, faces }),
  z.object({
    kind: z.literal('preview'),
    id: count,
    sequence: count,
    capturedAt: z.number().min(0).transform(instant),
    width: pixels,
    height: pixels,
    brightness: finite,
    sharpness: finite,
    faces: z.array(reasons).max(mostFaces),
    jpeg: z.instanceof(Uint8Array).refine((bytes) => bytes.length <= mostPreviewBytes, 'is too large'),
  }),
  z.object({ kind: z.literal('askedInVain'), id: count, fault }),
  z.object({
    kind: z.literal('pulse'),
    camera: z
      .object({ part: z.literal('camera'), level: z.enum(['ok', 'degraded', 'failed']), detail: text })
      .exactOptional(),
    padFault: fault.exactOptional(),
    dropped: count,
    residentBytes: count,
  }),
  z.object({
    kind: z.literal('log'),
    level: z.enum(['info', 'warn']),
    facts: z.record(z.string(), z.unknown()),
    message: text,
  }),
  z.object({ kind: z.literal('failed'), fault }),
]);

/**
 * Parses a message of the child. The child handles hostile pictures, so its messages are not trusted: every field is checked.
 * @param announced the space of the earlier `ready`; undefined before the first.
 * @throws InvariantError `vision.protocol` for a malformed message, a second `ready`, a liveness score of a face that failed a quality gate,
 *   or an embedding that is not of the announced space and of length 1.
 */
export function parseFromVision(message: unknown, announced: EmbeddingSpace | undefined): FromVision {
  const { success, data, error } = schema.safeParse(message);
  if (!success) {
    const [issue] = error.issues;
    throw malformed(`${issue?.path.join('.') || 'the message'}: ${issue?.message}`);
  }
  if (data.kind === 'ready' && announced !== undefined) throw malformed('a second ready message');
  if (data.kind === 'observation') checkFaces(data.observation.faces, announced);
  if (data.kind === 'analysis') checkFaces(data.faces, announced);
  return data;
}

function checkFaces(observed: readonly ObservedFace[], announced: EmbeddingSpace | undefined): void {
  checkEmbeddings(observed, announced);
  const odd = observed.some(({ liveness, faults }) => liveness.kind === 'checked' && faults.length > 0);
  if (odd) throw malformed('a liveness score of a face that failed a quality gate');
}

/** A vector longer than 1 would be similar to everyone. */
function checkEmbeddings(observed: readonly ObservedFace[], announced: EmbeddingSpace | undefined): void {
  for (const { embedding, faults } of observed) {
    if (embedding === undefined) continue;
    const { space: own, values } = embedding;
    if (own.id !== announced?.id || own.dimension !== announced.dimension || values.length !== own.dimension) {
      throw malformed(`an embedding of ${values.length} values in ${own.id}, not in the space of its ready message`);
    }
    if (!(Math.abs(Math.sqrt(dot(values, values)) - 1) < 1e-3)) throw malformed('an embedding that is not of length 1');
    if (faults.length > 0) throw malformed('an embedding of a face that failed a quality gate');
  }
}

function malformed(what: string): InvariantError {
  return new InvariantError('vision.protocol', `the vision process sent a malformed message: ${what}`);
}
