import type { Clock } from '../../base/clock.js';
import { type Instant, instant, type Millis, millis } from '../../base/units.js';

interface Options {
  /** How long a level must last to count. */
  readonly period: Millis;
  /** The level last reported to the listener. */
  readonly level: boolean;
  readonly clock: Clock;
  /** Delivers edges that happened but were not yet examined. */
  readonly look: () => void;
  /** @param at when the level had lasted for the period */
  readonly tell: (level: boolean, at: Instant) => void;
}

/**
 * Reports a level once it has lasted. The kernel could debounce (`GPIO_V2_LINE_ATTR_ID_DEBOUNCE`), but if the chip cannot, as on a Pi, it
 * counts in ticks and rounds up: 10 ms more at 100 Hz. The time counts from the kernel's time stamp of the edge, so polling for edges adds
 * no delay.
 */
export class Debounce {
  readonly #options: Options;
  #told: boolean;
  #cancel = () => {};
  #latest: object | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#told = options.level;
  }

  edge(level: boolean, at: Instant): void {
    this.close();
    if (level === this.#told) return;
    const { period, clock } = this.#options;
    const due = instant(at + period);
    const edge = { level, due };
    this.#latest = edge;
    this.#cancel = clock.after(millis(Math.max(0, due - clock.monotonic())), () => this.#settle(edge));
  }

  /** Discards a pending edge. */
  close(): void {
    this.#cancel();
    this.#latest = undefined;
  }

  #settle(edge: { readonly level: boolean; readonly due: Instant }): void {
    this.#options.look();
    if (this.#latest !== edge) return;
    this.#latest = undefined;
    this.#told = edge.level;
    this.#options.tell(edge.level, edge.due);
  }
}
