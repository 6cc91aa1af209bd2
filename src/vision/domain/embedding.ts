import { InvariantError } from '../../base/errors.js';

/** The space of an embedding. Embeddings of different spaces cannot be compared: a model update must re-template the gallery. */
export interface EmbeddingSpace {
  /** `<first 16 hex digits of the model's SHA-256>/<preprocessing version>`. */
  readonly id: string;
  readonly dimension: number;
}

export interface Embedding {
  readonly space: EmbeddingSpace;
  /** L2-normalised, `space.dimension` long. */
  readonly values: Float32Array;
}

/**
 * An embedding from a model's raw output, scaled to length 1.
 * @throws InvariantError when the length differs from the space's dimension, or the vector has no direction.
 */
export function embedding(space: EmbeddingSpace, raw: ArrayLike<number>): Embedding {
  if (raw.length !== space.dimension) {
    throw new InvariantError('embedding.dimension', `${raw.length} values for a space of ${space.dimension}`);
  }
  let sum = 0;
  for (let i = 0; i < raw.length; i++) sum += (raw[i] as number) ** 2;
  const norm = Math.sqrt(sum);
  if (!(norm > 0) || !Number.isFinite(norm)) {
    throw new InvariantError('embedding.degenerate', 'the embedding has no direction');
  }
  const values = new Float32Array(raw.length);
  for (let i = 0; i < raw.length; i++) values[i] = (raw[i] as number) / norm;
  return { space, values };
}

/**
 * Cosine similarity in -1..1; higher is closer.
 * @throws InvariantError when the two embeddings are of different spaces.
 */
export function similarity(a: Embedding, b: Embedding): number {
  if (a.space.id !== b.space.id || a.values.length !== b.values.length) {
    throw new InvariantError('embedding.space', `cannot compare ${a.space.id} with ${b.space.id}`);
  }
  return dot(a.values, b.values);
}

/** Inner product of two vectors of one length. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
