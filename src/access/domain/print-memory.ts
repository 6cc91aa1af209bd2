/** Number of prints remembered: half an hour of a face at ten frames a second. */
const remembered = 20_000;

/**
 * Remembers the fingerprints of faces, to tell recordings that come back, also in another visit. A camera may be late and send one frame
 * twice running: that is no repetition.
 */
export class PrintMemory {
  /** Tick at which each print was last seen, in the order of the first time. */
  readonly #seen = new Map<number, number>();
  #tick = 0;

  /** A new frame begins. */
  advance(): void {
    this.#tick++;
  }

  /** Whether this print was seen in an earlier frame than the last one. */
  isRepeated(print: number): boolean {
    const last = this.#seen.get(print);
    this.#seen.set(print, this.#tick);
    if (last === undefined) this.#forget();
    return last !== undefined && last < this.#tick - 1;
  }

  #forget(): void {
    if (this.#seen.size <= remembered) return;
    for (const oldest of this.#seen.keys()) {
      this.#seen.delete(oldest);
      return;
    }
  }
}
