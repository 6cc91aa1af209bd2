import type { Instant } from '../../../base/units.js';

/** Frame buffers: one being read, the newest, the one just filled that replaces it, and the next to fill. */
const buffers = 4;

export interface RawFrame {
  readonly bytes: Uint8Array;
  /** When its first bytes arrived: waiting in the pipe does not make a frame younger. */
  readonly begunAt: Instant;
  release(): void;
}

/** Splits a byte stream into frames of one size; reuses its memory. */
export class RawFrames {
  readonly #free: Uint8Array[];
  readonly #emit: (frame: RawFrame) => void;
  #filling: Uint8Array;
  #filled = 0;
  #begunAt: Instant | undefined;
  #dropped = 0;

  constructor(frameBytes: number, emit: (frame: RawFrame) => void) {
    this.#emit = emit;
    this.#free = Array.from({ length: buffers - 1 }, () => new Uint8Array(frameBytes));
    this.#filling = new Uint8Array(frameBytes);
  }

  /** Bytes of the incomplete frame. */
  get partial(): number {
    return this.#filled;
  }

  /** Frames overwritten because no buffer had been released. */
  get dropped(): number {
    return this.#dropped;
  }

  push(chunk: Uint8Array, now: Instant): void {
    for (let read = 0; read < chunk.length; ) {
      if (this.#filled === 0) this.#begunAt = now;
      const part = chunk.subarray(read, read + this.#filling.length - this.#filled);
      this.#filling.set(part, this.#filled);
      this.#filled += part.length;
      read += part.length;
      if (this.#filled < this.#filling.length) return;
      this.#filled = 0;
      this.#full(this.#begunAt ?? now);
    }
  }

  #full(begunAt: Instant): void {
    const next = this.#free.pop();
    if (next === undefined) {
      this.#dropped++;
      return;
    }
    const bytes = this.#filling;
    this.#filling = next;
    this.#emit({ bytes, begunAt, release: () => this.#free.push(bytes) });
  }
}
