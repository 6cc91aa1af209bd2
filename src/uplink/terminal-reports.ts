import type { Clock } from '../base/clock.js';
import { describe } from '../base/errors.js';
import { type HealthReport, worst } from '../base/health.js';
import type { Log } from '../base/log.js';
import { elapsed, type Instant, minutes, seconds } from '../base/units.js';
import { type Door, released } from '../door/domain/door.js';
import type { HealthSummary, TerminalInfo } from '../protocol/domain/reports.js';
import type { Uplink } from './ports/uplink.js';

interface Dependencies {
  readonly uplink: Pick<Uplink, 'connected' | 'publishInfo' | 'publishDoor' | 'publishHealth'>;
  readonly info: () => Promise<TerminalInfo>;
  readonly door: () => Door;
  readonly health: () => readonly HealthReport[];
  readonly clock: Clock;
  readonly log: Log;
}

const lookEvery = seconds(5);
const tellEvery = minutes(1);

export function healthSummary(parts: readonly HealthReport[], clock: Clock): HealthSummary {
  return { at: clock.wall(), level: worst(parts), parts };
}

/** The terminal's reports about itself: retained by the broker, and published again on each connection. */
export class TerminalReports {
  readonly #deps: Dependencies;
  /** The levels of all parts as last published. */
  #told = '';
  #toldAt: Instant | undefined;
  #cancel = () => {};
  #closed = false;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  start(): void {
    this.#cancel = this.#deps.clock.after(lookEvery, () => {
      this.#healthNow();
      if (!this.#closed) this.start();
    });
  }

  connected(): void {
    this.#told = '';
    this.infoChanged();
    this.doorChanged();
    this.#healthNow();
  }

  infoChanged(): void {
    const { info, uplink } = this.#deps;
    this.#publish(async () => uplink.publishInfo(await info()));
  }

  doorChanged(): void {
    const { clock, uplink } = this.#deps;
    const door = this.#deps.door();
    const { mode, contact, alarm } = door;
    const report = { at: clock.wall(), mode, released: released(door), contact: contact.kind, alarm };
    this.#publish(() => uplink.publishDoor(report));
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  /** Publishes health when a part's level changes, and once a minute. */
  #healthNow(): void {
    const { clock, uplink } = this.#deps;
    const health = healthSummary(this.#deps.health(), clock);
    const levels = JSON.stringify(health.parts.map(({ part, level }) => [part, level]));
    const now = clock.monotonic();
    const due = this.#toldAt === undefined || elapsed(this.#toldAt, now) >= tellEvery;
    if (levels === this.#told && !due) return;
    this.#told = levels;
    this.#toldAt = now;
    this.#publish(() => uplink.publishHealth(health));
  }

  /** Lost reports are published again on the next connection. */
  #publish(report: () => Promise<void>): void {
    const { uplink, log } = this.#deps;
    if (!uplink.connected()) return;
    report().catch((error: unknown) => log.debug({ fault: describe(error) }, 'cannot publish a report'));
  }
}
