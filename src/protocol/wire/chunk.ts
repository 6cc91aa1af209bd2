import { decode, encode } from 'cborg';
import { z } from 'zod';
import { CommandRejected } from '../../base/errors.js';
import { timestamp } from '../../base/units.js';
import type { GalleryEntry, Person } from '../../gallery/domain/gallery.js';
import { quantize } from '../../gallery/domain/quantise.js';
import type { Embedding, EmbeddingSpace } from '../../vision/domain/embedding.js';
import { embedding } from '../../vision/domain/embedding.js';
import { personId, wall } from '../schemas/fields.js';
import { doorIds, personName } from '../schemas/person.js';

/** A chunk's content: ids to remove, then people to add or replace. */
export interface ChunkContent {
  readonly removed: readonly string[];
  readonly ids: readonly string[];
  /** Number of templates of this person. */
  templates(index: number): number;
  /** Built on demand: converting a large chunk at once would block the event loop. */
  entry(index: number): GalleryEntry;
}

const mostTemplates = 32;
const bytes = z.instanceof(Uint8Array);
const moments = z.array(wall.nullable());

/** The columns. Lists and byte strings have one element per person, or per template if the name says so. */
const columns = z.strictObject({
  removed: z.array(personId),
  ids: z.array(personId),
  names: z.array(personName),
  enabled: bytes,
  validFrom: moments,
  validUntil: moments,
  doors: z.array(doorIds.nullable()),
  templates: bytes,
  templateScales: bytes,
  templateCodes: bytes,
});
type Columns = z.output<typeof columns>;

/** Deterministic CBOR (RFC 8949, 4.2.1). A template holds its values in steps of `scale`, from -127 to 127. */
export function encodeChunk(
  entries: readonly GalleryEntry[],
  removed: readonly string[],
  space: EmbeddingSpace,
): Uint8Array {
  const templates = entries.flatMap((entry) => entry.templates);
  const codes = new Int8Array(templates.length * space.dimension);
  const scales = Buffer.alloc(templates.length * 4);
  templates.forEach(({ values }, i) => {
    const at = i * space.dimension;
    scales.writeFloatLE(quantize(values, codes.subarray(at, at + space.dimension)).scale, i * 4);
  });
  const people = entries.map(({ person }) => person);
  return encode({
    removed,
    ids: people.map(({ id }) => id),
    names: people.map(({ name }) => name),
    enabled: Uint8Array.from(people, ({ enabled }) => (enabled ? 1 : 0)),
    validFrom: people.map(({ validFrom }) => validFrom ?? null),
    validUntil: people.map(({ validUntil }) => validUntil ?? null),
    doors: people.map(({ doors }) => doors ?? null),
    templates: Uint8Array.from(entries, (entry) => entry.templates.length),
    templateScales: new Uint8Array(scales),
    templateCodes: new Uint8Array(codes.buffer),
  });
}

/** Maximum bytes that a person adds to a chunk. */
export function entryBytes({ person, templates }: GalleryEntry, space: EmbeddingSpace): number {
  const text = Buffer.byteLength(person.id) + Buffer.byteLength(person.name) + (person.doors?.join('').length ?? 0);
  return 48 + text + 6 * (person.doors?.length ?? 0) + templates.length * (space.dimension + 4);
}

/** @throws CommandRejected `gallery.chunk` */
export function decodeChunk(plain: Uint8Array, space: EmbeddingSpace): ChunkContent {
  const read = parse(plain);
  const count = read.ids.length;
  const starts = startsOf(read.templates);
  const total = starts.at(-1) as number;
  const lengths = [read.names, read.enabled, read.validFrom, read.validUntil, read.doors, read.templates];
  if (lengths.some(({ length }) => length !== count)) throw malformed('its columns differ in length');
  if (read.templates.some((n) => n === 0 || n > mostTemplates))
    throw malformed('a person has no templates, or too many');
  if (read.templateScales.length !== total * 4 || read.templateCodes.length !== total * space.dimension) {
    throw malformed(`it does not contain ${total} templates of ${space.dimension} values`);
  }
  const { buffer, byteOffset, byteLength } = read.templateCodes;
  const codes = new Int8Array(buffer, byteOffset, byteLength);
  const scales = new DataView(read.templateScales.buffer, read.templateScales.byteOffset);
  const template = (i: number): Embedding => {
    const at = i * space.dimension;
    const scale = scales.getFloat32(i * 4, true);
    const values = new Float32Array(space.dimension);
    for (let k = 0; k < values.length; k++) values[k] = (codes[at + k] as number) * scale;
    return embedding(space, values);
  };
  for (let i = 0; i < total; i++) {
    const scale = scales.getFloat32(i * 4, true);
    const at = i * space.dimension;
    if (!(scale > 0 && scale <= 1) || codes.subarray(at, at + space.dimension).every((step) => step === 0)) {
      throw malformed(`template ${i} has no direction`);
    }
  }
  return {
    removed: read.removed,
    ids: read.ids,
    templates: (i) => read.templates[i] as number,
    entry(i) {
      const [first, end] = [starts[i] as number, starts[i + 1] as number];
      const templates = Array.from({ length: end - first }, (_, k) => template(first + k));
      return { person: personAt(read, i), templates };
    },
  };
}

function personAt(read: Columns, i: number): Person {
  const [from, until, doors] = [read.validFrom[i], read.validUntil[i], read.doors[i]];
  return {
    id: read.ids[i] as string,
    name: read.names[i] as string,
    enabled: read.enabled[i] === 1,
    ...(from == null ? {} : { validFrom: timestamp(from) }),
    ...(until == null ? {} : { validUntil: timestamp(until) }),
    ...(doors == null ? {} : { doors }),
  };
}

/** Index of each person's first template; one more at the end. */
function startsOf(counts: Uint8Array): Uint32Array {
  const starts = new Uint32Array(counts.length + 1);
  counts.forEach((count, i) => {
    starts[i + 1] = (starts[i] as number) + count;
  });
  return starts;
}

function parse(plain: Uint8Array): Columns {
  let value: unknown;
  try {
    value = decode(plain, {
      strict: true,
      allowIndefinite: false,
      rejectDuplicateMapKeys: true,
      allowUndefined: false,
    });
  } catch (cause) {
    throw malformed('it is not deterministic CBOR', cause);
  }
  const parsed = columns.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw malformed(`${issue?.path.join('.')}: ${issue?.message}`.slice(0, 200));
}

function malformed(why: string, cause?: unknown): CommandRejected {
  return new CommandRejected('gallery.chunk', `invalid chunk: ${why}`, {
    remedy: 'Push the gallery again (ostiary fleet push). A sender of your own must follow docs/protocol/PROTOCOL.md.',
    cause,
  });
}
