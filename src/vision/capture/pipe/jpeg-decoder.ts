import type { HardwareFault } from '../../../base/errors.js';
import type { Instant } from '../../../base/units.js';
import { decodeFrame } from '../decode-frame.js';
import type { SourceListener } from '../source.js';
import { still } from '../still.js';

/** Decodes one JPEG at a time; meanwhile only the newest other one waits, and the dropped ones are counted. */
export class JpegDecoder {
  readonly #origin: string;
  readonly #listener: Pick<SourceListener, 'frame' | 'notice'>;
  #waiting: { readonly jpeg: Uint8Array; readonly at: Instant } | undefined;
  #busy = false;
  #closed = false;
  #dropped = 0;

  constructor(origin: string, listener: Pick<SourceListener, 'frame' | 'notice'>) {
    this.#origin = origin;
    this.#listener = listener;
  }

  get dropped(): number {
    return this.#dropped;
  }

  push(jpeg: Uint8Array, at: Instant): void {
    if (this.#waiting !== undefined) this.#dropped++;
    this.#waiting = { jpeg, at };
    if (!this.#busy) void this.#work();
  }

  close(): void {
    this.#closed = true;
    this.#waiting = undefined;
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let taken = this.#waiting; taken !== undefined; taken = this.#waiting) {
      this.#waiting = undefined;
      const { at } = taken;
      await decodeFrame(taken.jpeg, this.#origin).then(
        (image) => this.#closed || this.#listener.frame(still(image, at)),
        (fault: HardwareFault) => this.#closed || this.#listener.notice(fault),
      );
    }
    this.#busy = false;
  }
}
