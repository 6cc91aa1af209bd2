import type { Clock } from '../base/clock.js';
import { describe, StoreError } from '../base/errors.js';
import type { HealthReport } from '../base/health.js';
import type { Late } from '../base/late.js';
import type { Log } from '../base/log.js';
import { elapsed, type Instant, type Millis, seconds } from '../base/units.js';
import type { AuditEvent, AuditKind, Facts } from './domain/audit.js';
import { NotedEvents } from './noted-events.js';
import { auditEvent } from './ports/audit-event.js';
import type { AuditLog } from './ports/audit-log.js';
import type { AuditStore } from './ports/audit-store.js';

interface Dependencies {
  /** Storage may open late: until then, grants are denied and noted events wait. */
  readonly storage: Pick<Late<{ readonly audit: AuditStore; close(): Promise<void> }>, 'get' | 'fault' | 'current'>;
  /** Called when events were stored. */
  readonly onStored: () => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** Longer than the occasional pauses of a worn SD card. */
const slowestAppend = seconds(5);

/** The audit log of a running terminal. */
export class StoredAuditLog implements AuditLog {
  readonly #deps: Dependencies;
  readonly #noted: NotedEvents;
  /** Why the last append failed; a full disk can still be opened and read. */
  #fault: string | undefined;
  /** Pending appends, oldest first. */
  readonly #appends = new Set<{ readonly begun: Instant }>();

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#noted = new NotedEvents({ store: this, clock: deps.clock, log: deps.log });
  }

  async append(events: readonly AuditEvent[]): Promise<number> {
    const { audit } = await this.#deps.storage.get().catch((cause: unknown) => {
      throw unavailable(cause);
    });
    const append = { begun: this.#deps.clock.monotonic() };
    this.#appends.add(append);
    try {
      const sequence = await audit.append(events);
      this.#fault = undefined;
      this.#deps.onStored();
      return sequence;
    } catch (fault) {
      this.#fault = describe(fault);
      throw fault;
    } finally {
      this.#appends.delete(append);
    }
  }

  note(kind: AuditKind, facts: Facts, at = this.#deps.clock.monotonic()): void {
    this.add({ ...auditEvent(this.#deps.clock, kind, facts), at });
  }

  add(event: AuditEvent): void {
    this.#noted.add(event);
  }

  /** Logs once why the storage cannot be opened, not on every attempt. */
  storageFailed(fault: unknown): void {
    const before = this.#deps.storage.fault();
    if (before !== undefined && describe(before) === describe(fault)) return;
    this.#deps.log.error({ err: fault }, 'cannot open the storage: everyone is denied, REX works');
  }

  health(): HealthReport {
    const part = 'store';
    const { storage, clock } = this.#deps;
    const fault = storage.fault() === undefined ? this.#fault : describe(storage.fault());
    if (fault !== undefined) return { part, level: 'failed', detail: fault };
    const [oldest] = this.#appends;
    if (oldest && elapsed(oldest.begun, clock.monotonic()) > slowestAppend) {
      return { part, level: 'failed', detail: 'the disk hangs: writing an event does not finish' };
    }
    if (storage.current() === undefined) return { part, level: 'degraded', detail: 'opening' };
    // The last append succeeded, but noted events still wait for their next attempt.
    const waiting = this.#noted.fault();
    if (waiting !== undefined) return { part, level: 'failed', detail: `events not stored yet: ${waiting}` };
    return { part, level: 'ok', detail: 'open' };
  }

  /** Waits until all noted events are stored, at most `limit`; the rest is lost, which is logged. */
  close(limit: Millis): Promise<void> {
    return this.#noted.close(limit);
  }
}

function unavailable(cause: unknown): StoreError {
  return new StoreError('store.unavailable', `the storage cannot be used: ${describe(cause)}`, {
    remedy: 'Repair the storage; it is retried every 5 s.',
    cause,
  });
}
