import type { Instant } from '../../../base/units.js';

/** More than a 12-megapixel picture needs; anything larger is not a JPEG stream. */
const mostBytes = 16 * 1024 * 1024;

/**
 * Splits a byte stream into JPEG pictures by walking their segments, so that a thumbnail inside a header does not end its picture. Bytes
 * between pictures (padding, multipart boundaries) are skipped.
 */
export class JpegSplitter {
  readonly #emit: (jpeg: Uint8Array, begunAt: Instant) => void;
  #held = Buffer.alloc(256 * 1024);
  #length = 0;
  /** Where to continue; a picture in progress starts at 0. */
  #at = 0;
  #inside = false;
  #begunAt: Instant | undefined;

  /** `begunAt`: when the picture's first bytes came. */
  constructor(emit: (jpeg: Uint8Array, begunAt: Instant) => void) {
    this.#emit = emit;
  }

  /** Bytes kept until more arrive. */
  get held(): number {
    return this.#length;
  }

  push(chunk: Uint8Array, now: Instant): void {
    this.#keep(chunk);
    while (this.#inside ? this.#finish(now) : this.#begin(now));
    if (this.#length > mostBytes) this.#discard(this.#length);
  }

  #keep(chunk: Uint8Array): void {
    if (this.#length + chunk.length > this.#held.length) {
      const larger = Buffer.alloc(2 * (this.#length + chunk.length));
      this.#held.copy(larger, 0, 0, this.#length);
      this.#held = larger;
    }
    this.#held.set(chunk, this.#length);
    this.#length += chunk.length;
  }

  /** Finds the start of an image (FF D8); drops what lies before it. */
  #begin(now: Instant): boolean {
    const start = this.#held.subarray(0, this.#length).indexOf('ffd8', 0, 'hex');
    if (start < 0) {
      this.#discard(this.#held[this.#length - 1] === 0xff ? this.#length - 1 : this.#length);
      return false;
    }
    this.#start(start, now);
    return true;
  }

  /** Walks to the end of the image (FF D9). False if more bytes are needed. */
  #finish(now: Instant): boolean {
    const held = this.#held;
    for (;;) {
      const marker = held.subarray(0, this.#length).indexOf(0xff, this.#at);
      this.#at = marker < 0 ? this.#length : marker;
      if (this.#at + 1 >= this.#length) return false;
      const kind = held[this.#at + 1] as number;
      if (kind === 0xd9) {
        const end = this.#at + 2;
        const jpeg = Uint8Array.prototype.slice.call(held, 0, end);
        this.#discard(end);
        this.#emit(jpeg, this.#begunAt ?? now);
        return true;
      }
      if (kind === 0xd8) {
        // A new picture before the end of this one: this one was truncated.
        this.#start(this.#at, now);
      } else if (kind === 0xff) {
        this.#at += 1;
      } else if (kind === 0x00 || kind === 0x01 || (kind >= 0xd0 && kind <= 0xd7)) {
        this.#at += 2;
      } else {
        if (this.#at + 4 > this.#length) return false;
        const after = this.#at + 2 + held.readUInt16BE(this.#at + 2);
        if (after > this.#length) return false;
        this.#at = after;
      }
    }
  }

  #start(at: number, now: Instant): void {
    this.#discard(at);
    this.#inside = true;
    this.#at = 2;
    this.#begunAt = now;
  }

  #discard(bytes: number): void {
    this.#held.copy(this.#held, 0, bytes, this.#length);
    this.#length -= bytes;
    this.#at = 0;
    this.#inside = false;
  }
}
