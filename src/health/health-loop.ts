import type { Clock } from '../base/clock.js';
import { type HealthReport, hung, type Pulse, worst } from '../base/health.js';
import type { Log } from '../base/log.js';
import { type Millis, millis } from '../base/units.js';
import type { Watchdog } from './ports/watchdog.js';

interface Dependencies {
  /** Pulses of the loops needed to get out. A failed camera or disk must not kill a daemon whose REX works. */
  readonly pulses: () => readonly Pulse[];
  readonly reports: () => readonly HealthReport[];
  readonly watchdog: Watchdog;
  readonly clock: Clock;
  readonly log: Log;
}

const beat: Millis = millis(500);
const beatsPerWatch = 3;

/** Feeds the watchdog as long as the loops of the door move. */
export class HealthLoop {
  readonly #deps: Dependencies;
  readonly #beat: Millis;
  #cancel = () => {};
  #status = '';
  #hung = '';
  #stopping = false;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#beat = millis(Math.min(beat, (deps.watchdog.within ?? Number.POSITIVE_INFINITY) / beatsPerWatch));
  }

  start(): void {
    this.#deps.watchdog.ready();
    this.#look();
  }

  /** Stops checking the loops: stopping has its own time limits. */
  stopping(): void {
    this.#stopping = true;
    this.#deps.watchdog.stopping();
  }

  close(): void {
    this.#cancel();
  }

  #look(): void {
    const { pulses, watchdog, clock, log } = this.#deps;
    this.#cancel = clock.after(this.#beat, () => this.#look());
    const still = this.#stopping ? '' : hung(pulses(), clock.monotonic()).join(', ');
    if (still === '') watchdog.alive();
    if (still !== this.#hung) {
      if (still === '') log.warn({ loops: this.#hung }, 'loops running again');
      else log.error({ loops: still }, 'loops stalled: not feeding the watchdog');
      this.#hung = still;
    }
    this.#tell();
  }

  #tell(): void {
    const reports = this.#deps.reports();
    const level = worst(reports);
    const parts = reports.filter((report) => level === 'ok' || report.level !== 'ok');
    const status = `${level}: ${parts.map(({ part, detail }) => `${part} ${detail}`).join('; ')}`;
    if (status === this.#status) return;
    this.#status = status;
    this.#deps.watchdog.status(status);
  }
}
