import type { AuditEvent } from '../../audit/domain/audit.js';
import type { Timestamp } from '../../base/units.js';

/** A command that is about to be carried out. */
export interface LedgerEntry {
  readonly id: string;
  readonly key: string;
  readonly counter: number;
  readonly issued: Timestamp;
  readonly expires: Timestamp;
  /** SHA-256 of the signed message, to tell the same command from another with its id. */
  readonly digest: string;
}

export interface Remembered {
  readonly digest: string;
  /** The answer as JSON; absent where the terminal was stopped before there was one. */
  readonly answer?: string;
}

/** What the terminal remembers of commands, durably: each is carried out once, and none after a later one of its key. */
export interface CommandLedger {
  recall(id: string): Promise<Remembered | undefined>;
  /** Of all commands begun so far. */
  highest(key: string): Promise<{ readonly counter: number; readonly issued: Timestamp }>;
  /** Stores entry and audit event in one transaction; resolves once they are durable. @throws StoreError (rejects) */
  begin(entry: LedgerEntry, event: AuditEvent): Promise<void>;
  finish(id: string, answer: string): Promise<void>;
}
