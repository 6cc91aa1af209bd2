import type { Clock } from '../../base/clock.js';
import { type Instant, instant, type Millis, millis } from '../../base/units.js';

interface Options {
  /** How long a level must last to count. */
  readonly period: Millis;
  /** The level that the listener knows. */
  readonly level: boolean;
  readonly clock: Clock;
  /** Hands over edges that happened and were not yet looked at. */
  readonly look: () => void;
  /** @param at when the level had lasted for the period */
  readonly tell: (level: boolean, at: Instant) => void;
}

/**
 * Tells of a level once it has lasted. The kernel could do so (`GPIO_V2_LINE_ATTR_ID_DEBOUNCE`), but where the chip cannot, and
 * a Pi's cannot, it counts in ticks and rounds up: 10 ms more at 100 Hz. Counted from the kernel's own time stamp of the edge, so
 * that looking for edges only now and then costs nothing.
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

  /** Forgets an edge whose time is not over. */
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
