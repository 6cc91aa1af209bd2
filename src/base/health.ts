import { elapsed, type Instant, type Millis } from './units.js';

/** Health of one part of the terminal, for status, metrics and the watchdog. */
export type HealthLevel = 'ok' | 'degraded' | 'failed';

export interface HealthReport {
  readonly part: string;
  readonly level: HealthLevel;
  /** Explanation, in words. */
  readonly detail: string;
}

const order: readonly HealthLevel[] = ['ok', 'degraded', 'failed'];

/** The worst level of all parts; `ok` if there are none. */
export function worst(reports: readonly HealthReport[]): HealthLevel {
  return reports.reduce<HealthLevel>((w, r) => (order.indexOf(r.level) > order.indexOf(w) ? r.level : w), 'ok');
}

/** A loop's sign of life. A loop also moves when idle, at least every `rest`. */
export interface Pulse {
  readonly loop: string;
  readonly movedAt: Instant;
  readonly rest: Millis;
}

/** The loops that have not moved in time. */
export function hung(pulses: readonly Pulse[], now: Instant): readonly string[] {
  return pulses.filter(({ movedAt, rest }) => elapsed(movedAt, now) > rest).map(({ loop }) => loop);
}
