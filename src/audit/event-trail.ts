import type { Clock } from '../base/clock.js';
import { describe } from '../base/errors.js';
import type { Log } from '../base/log.js';
import { type Instant, type Millis, seconds } from '../base/units.js';
import { within } from '../base/within.js';
import type { AuditEvent, AuditKind, Facts } from './domain/audit.js';
import { auditEvent } from './ports/audit-event.js';
import type { Journal } from './ports/journal.js';

export interface EventTrailOptions {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly log: Log;
}

const retryAfter = seconds(2);
/** A day of a busy door; beyond it the oldest are dropped, and the log says so. */
const mostWaiting = 10_000;

/**
 * Carries events to the journal behind the back of whoever noted them: in order, never awaited by the door, again after
 * a failure. Ids make that safe: the journal skips what it already has.
 */
export class EventTrail {
  readonly #clock: Clock;
  readonly #journal: Journal;
  readonly #log: Log;
  #waiting: AuditEvent[] = [];
  #writing: Promise<void> | undefined;
  #cancelRetry = () => {};
  #fault: string | undefined;
  #dropped = 0;
  #closed = false;

  constructor({ clock, journal, log }: EventTrailOptions) {
    this.#clock = clock;
    this.#journal = journal;
    this.#log = log;
  }

  /** Never throws, never waits. */
  note(kind: AuditKind, facts: Facts, at: Instant): void {
    this.add({ ...auditEvent(this.#clock, kind, facts), at });
  }

  /** The same for an event that has its id, and may be stored already. */
  add(event: AuditEvent): void {
    this.#waiting.push(event);
    if (this.#waiting.length > mostWaiting) {
      this.#waiting.shift();
      if (this.#dropped++ === 0) this.#log.error({ waiting: mostWaiting }, 'events are dropped: the journal is down');
    }
    this.#write();
  }

  /** Why the journal does not take events at the moment. */
  fault(): string | undefined {
    return this.#fault;
  }

  /** Waits until all events are stored, at most `limit`; what is still waiting then is lost and logged. */
  async close(limit: Millis): Promise<void> {
    await within(limit, this.#drain(), this.#clock);
    this.#closed = true;
    this.#cancelRetry();
    if (this.#waiting.length > 0) this.#log.error({ events: this.#waiting.length }, 'events lost at stop');
  }

  async #drain(): Promise<void> {
    await this.#writing;
    if (this.#waiting.length === 0) return;
    this.#write();
    await this.#writing;
  }

  #write(): void {
    if (this.#writing !== undefined) return;
    this.#writing = this.#store().finally(() => {
      this.#writing = undefined;
      // Noted after the last look at the queue.
      if (this.#waiting.length > 0 && this.#fault === undefined) this.#write();
    });
  }

  async #store(): Promise<void> {
    // Begins after the caller's turn: the events of one turn are one transaction, and nothing of it delays the relay.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = [...this.#waiting];
      try {
        await this.#journal.append(batch);
      } catch (error) {
        this.#failed(describe(error), batch.length);
        this.#cancelRetry();
        if (!this.#closed) this.#cancelRetry = this.#clock.after(retryAfter, () => this.#write());
        return;
      }
      this.#recovered();
      const stored = new Set(batch);
      this.#waiting = this.#waiting.filter((event) => !stored.has(event));
    }
  }

  /** Tells a fault once, not with every attempt. */
  #failed(fault: string, events: number): void {
    if (fault !== this.#fault) this.#log.error({ fault, events }, 'events could not be stored yet');
    this.#fault = fault;
  }

  #recovered(): void {
    if (this.#fault === undefined && this.#dropped === 0) return;
    this.#log.info({ dropped: this.#dropped }, 'the journal takes events again');
    this.#fault = undefined;
    this.#dropped = 0;
  }
}
