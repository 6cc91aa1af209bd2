import type { AuditEvent } from '../../audit/domain/audit.js';
import type { Timestamp } from '../../base/units.js';

/** A command that is about to be carried out. */
export interface LedgerEntry {
  readonly id: string;
  readonly key: string;
  readonly counter: number;
  readonly issued: Timestamp;
  readonly expires: Timestamp;
  /** SHA-256 of the signed message, to detect another command with the same id. */
  readonly digest: string;
}

export interface Remembered {
  readonly digest: string;
  /** The answer as JSON; absent if the terminal was stopped before. */
  readonly answer?: string;
}

/** Durable record of commands: each is carried out once, and never after a later one with the same key. */
export interface CommandLedger {
  recall(id: string): Promise<Remembered | undefined>;
  /** The highest values of all commands begun so far. */
  highest(key: string): Promise<{ readonly counter: number; readonly issued: Timestamp }>;
  /** Stores entry and audit event in one transaction; resolves once they are durable. @throws StoreError (rejects) */
  begin(entry: LedgerEntry, event: AuditEvent): Promise<void>;
  finish(id: string, answer: string): Promise<void>;
}
