import type { AuditRecord, Stamp } from '../../audit/domain/audit.js';
import type { SequenceRange } from '../../protocol/domain/sequence-ranges.js';

/** Events that the site has not acknowledged yet; filled in the transaction that writes the audit log. */
export interface Outbox {
  /** Identity of this outbox: sequences restart in another one. */
  epoch(): Promise<string>;
  /** Undelivered records after `sequence`, oldest first. */
  after(sequence: number, count: number): Promise<readonly AuditRecord[]>;
  /** Deletes events that the site has stored. Idempotent; ranges may contain deleted sequences. */
  acknowledge(ranges: readonly SequenceRange[]): Promise<void>;
  /**
   * Drops the oldest events beyond `quota`, those not related to security first, and records the gap in the audit log. @returns The number
   * of dropped events.
   */
  trim(quota: number, now: Stamp): Promise<number>;
}
