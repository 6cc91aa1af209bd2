import type { AuditEvent } from '../domain/audit.js';

/**
 * Append-only audit log and outbox.
 * Ordering: events are stored in the order of the calls. Idempotence: an id already stored is skipped.
 */
export interface AuditStore {
  /**
   * Stores all events, their audit rows and outbox rows in one transaction; resolves with the last sequence once that is durable.
   * Never blocks the event loop. @throws StoreError (rejects) if they could not be stored; none of them is then.
   */
  append(events: readonly AuditEvent[]): Promise<number>;
}
