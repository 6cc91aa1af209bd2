/**
 * Watches the framing of what a broker sends (MQTT 5, 2.1: one byte of type, one to four of remaining length) and detects packets that are
 * longer than any of ours before they are read into memory.
 */
export class PacketGuard {
  readonly #most: number;
  /** Remaining bytes of the current packet. */
  #rest = 0;
  /** Length bytes read so far; -1 before the type. */
  #read = -1;
  #length = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** @returns False if a packet is too long or its length is invalid. */
  pass(bytes: Uint8Array): boolean {
    for (let i = 0; i < bytes.length; ) {
      if (this.#rest > 0) {
        const skipped = Math.min(this.#rest, bytes.length - i);
        this.#rest -= skipped;
        i += skipped;
        continue;
      }
      const byte = bytes[i++] as number;
      if (this.#read < 0) {
        this.#read = 0;
        this.#length = 0;
        continue;
      }
      this.#length += (byte & 0x7f) * 128 ** this.#read++;
      if (this.#length > this.#most || (byte >= 128 && this.#read === 4)) return false;
      if (byte < 128) {
        this.#rest = this.#length;
        this.#read = -1;
      }
    }
    return true;
  }
}
