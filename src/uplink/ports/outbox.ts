import type { AuditRecord, Stamp } from '../../audit/domain/audit.js';

/** First and last sequence of a run of events, both included. */
export type SequenceRange = readonly [first: number, last: number];

/** Events that the site has not acknowledged yet; filled in the transaction that writes the audit log. */
export interface Outbox {
  /** Identity of this outbox: sequences begin anew in another one. */
  epoch(): Promise<string>;
  /** Undelivered records after `sequence`, oldest first. */
  after(sequence: number, count: number): Promise<readonly AuditRecord[]>;
  /** Deletes what the site has stored. Idempotent; ranges may hold sequences that are gone. */
  acknowledge(ranges: readonly SequenceRange[]): Promise<void>;
  /**
   * Drops the oldest events beyond `quota`, those that are not about security first, and writes the gap to the audit log.
   * @returns how many were dropped
   */
  trim(quota: number, now: Stamp): Promise<number>;
}
