import type { Clock } from '../base/clock.js';
import { describe } from '../base/errors.js';
import type { Log } from '../base/log.js';
import { type Millis, seconds } from '../base/units.js';
import { within } from '../base/within.js';
import type { AuditEvent } from './domain/audit.js';
import { checkEvent } from './domain/audit-chain.js';
import type { AuditStore } from './ports/audit-store.js';

interface Dependencies {
  readonly store: AuditStore;
  readonly clock: Clock;
  readonly log: Log;
}

const retryAfter = seconds(2);
/** A day of a busy door. Beyond this, the oldest are dropped and the loss is logged. */
const mostWaiting = 20_000;

/** Stores events that nobody waits for: in order, with retries. Retries are safe: the store skips known ids. */
export class NotedEvents {
  readonly #clock: Clock;
  readonly #store: AuditStore;
  readonly #log: Log;
  #waiting: AuditEvent[] = [];
  #writing: Promise<void> | undefined;
  #cancelRetry = () => {};
  #fault: string | undefined;
  #dropped = 0;
  #closed = false;

  constructor({ store, clock, log }: Dependencies) {
    this.#clock = clock;
    this.#store = store;
    this.#log = log;
  }

  /** Never throws, never waits. */
  add(event: AuditEvent): void {
    try {
      checkEvent(event);
    } catch (fault) {
      // One event that no store takes must not keep the others waiting.
      this.#log.error({ kind: event.kind, fault: describe(fault) }, 'an event is dropped: it is malformed');
      return;
    }
    this.#waiting.push(event);
    if (this.#waiting.length > mostWaiting) {
      this.#dropOne();
      if (this.#dropped++ === 0) this.#log.error({ waiting: mostWaiting }, 'events are dropped: they cannot be stored');
    }
    this.#write();
  }

  /** Whoever is denied or refused again and again must not push out what happened to the door. */
  #dropOne(): void {
    const oldest = this.#waiting.findIndex(({ kind }) => kind === 'access.denied' || kind === 'command.refused');
    this.#waiting.splice(Math.max(oldest, 0), 1);
  }

  /** Why events cannot be stored at present. */
  fault(): string | undefined {
    return this.#fault;
  }

  /** Waits until all events are stored, at most `limit`; the rest is lost, which is logged. */
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
    this.#writing = this.#storeAll().finally(() => {
      this.#writing = undefined;
      // Events noted after the queue was last read.
      if (this.#waiting.length > 0 && this.#fault === undefined) this.#write();
    });
  }

  async #storeAll(): Promise<void> {
    // Start after the caller's turn: events of one turn share a transaction, and the relay is not delayed.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = [...this.#waiting];
      try {
        await this.#store.append(batch);
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

  /** Logs a fault once, not on every attempt. */
  #failed(fault: string, events: number): void {
    if (fault !== this.#fault) this.#log.error({ fault, events }, 'events could not be stored yet');
    this.#fault = fault;
  }

  #recovered(): void {
    if (this.#fault === undefined && this.#dropped === 0) return;
    this.#log.info({ dropped: this.#dropped }, 'events can be stored again');
    this.#fault = undefined;
    this.#dropped = 0;
  }
}
