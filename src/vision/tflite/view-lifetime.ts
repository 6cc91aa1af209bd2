import koffi from 'koffi';
import type { Pointer } from './native.js';

const seen = new FinalizationRegistry<ViewLifetime>((lifetime) => lifetime.dropped());

/**
 * Frees native memory only once no view on it is reachable: a view kept past `close` then reads stale numbers, where freeing at once would
 * cause a segmentation fault. (Node 20 cannot detach an ArrayBuffer over native memory.)
 */
export class ViewLifetime {
  private readonly free: () => void;
  private views = 0;
  private released = false;

  /** @param free Runs exactly once; must not refer to any view. */
  constructor(free: () => void) {
    this.free = free;
  }

  /** Memory at `at`, `length` bytes, without a copy. */
  view(at: Pointer, length: number): ArrayBuffer {
    const buffer = koffi.view(at, length);
    this.views += 1;
    seen.register(buffer, this);
    return buffer;
  }

  /** The owner is done with the memory. Idempotent. */
  release(): void {
    if (this.released) return;
    this.released = true;
    if (this.views === 0) this.free();
  }

  /** One view was garbage-collected. */
  dropped(): void {
    this.views -= 1;
    if (this.released && this.views === 0) this.free();
  }
}
