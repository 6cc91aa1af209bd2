import { appendFileSync, closeSync, ftruncateSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The embedding of a picture's subject, or undefined if no face was found. */
export type Found = Float32Array | undefined;

const digestBytes = 32;

/**
 * Stores embeddings by digest of the picture, in one file per pair of models, so that an interrupted evaluation resumes. Records have a
 * fixed size and are appended; a truncated one is dropped. The file holds biometric data: mode 0600.
 */
export class EmbeddingCache {
  readonly #known = new Map<string, Found>();
  readonly #file: number;

  /** @param key identifies models and preprocessing; other models never use these records. */
  constructor(folder: string, key: string, dimension: number) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `${key}.embeddings`);
    this.#file = openSync(path, 'a+', 0o600);
    const bytes = readFileSync(path);
    const size = digestBytes + 4 + 4 * dimension;
    const whole = bytes.length - (bytes.length % size);
    if (whole < bytes.length) ftruncateSync(this.#file, whole);
    for (let at = 0; at < whole; at += size) {
      const face = bytes.readUInt32LE(at + digestBytes) === 1;
      const values = bytes.buffer.slice(bytes.byteOffset + at + digestBytes + 4, bytes.byteOffset + at + size);
      this.#known.set(bytes.toString('hex', at, at + digestBytes), face ? new Float32Array(values) : undefined);
    }
    this.#dimension = dimension;
  }
  readonly #dimension: number;

  has(digest: string): boolean {
    return this.#known.has(digest);
  }

  get(digest: string): Found {
    return this.#known.get(digest);
  }

  put(digest: string, found: Found): void {
    const values = found ?? new Float32Array(this.#dimension);
    const face = Buffer.alloc(4);
    face.writeUInt32LE(found ? 1 : 0);
    const record = [Buffer.from(digest, 'hex'), face, Buffer.from(values.buffer, values.byteOffset, values.byteLength)];
    appendFileSync(this.#file, Buffer.concat(record));
    this.#known.set(digest, found);
  }

  close(): void {
    closeSync(this.#file);
  }
}
