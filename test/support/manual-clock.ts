import type { Clock } from '../../src/base/clock.js';
import { type Instant, instant, type Millis, timestamp } from '../../src/base/units.js';

/** Time that passes only when told to; due actions run in order, each at its own instant. */
export class ManualClock implements Clock {
  trusted = true;
  /** What is added to the wall clock: somebody set it. */
  wallShift = 0;
  #now = 1000;
  #due: { readonly at: number; readonly action: () => void }[] = [];

  monotonic(): Instant {
    return instant(this.#now);
  }

  wall() {
    return timestamp(1_700_000_000_000 + this.#now + this.wallShift);
  }

  wallTrusted(): boolean {
    return this.trusted;
  }

  after(delay: Millis, action: () => void): () => void {
    const entry = { at: this.#now + delay, action };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((other) => other !== entry);
    };
  }

  /** How many actions are still to come. */
  get due(): number {
    return this.#due.length;
  }

  pass(duration: number): void {
    const end = this.#now + duration;
    for (;;) {
      const [first] = this.#due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (first === undefined) break;
      this.#due = this.#due.filter((other) => other !== first);
      this.#now = Math.max(this.#now, first.at);
      first.action();
    }
    this.#now = end;
  }
}
