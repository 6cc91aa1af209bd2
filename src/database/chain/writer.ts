import { createHash } from 'node:crypto';
import type { Database, Statement } from 'better-sqlite3';
import type { AuditEvent } from '../../audit/domain/audit.js';
import { chain, checkEvent } from '../../audit/domain/audit-chain.js';
import { StoreError } from '../../base/errors.js';
import { type AuditRow, type ChainRow, headOf, toRow } from './row.js';

export const sha256Hex = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** Appends to the hash chain of one database. Several processes may do so, each in its own IMMEDIATE transaction. */
export class AuditWriter {
  readonly #db: Database;
  readonly #bootId: string;
  readonly #chain: Statement<[], ChainRow>;
  readonly #known: Statement<[string], number>;
  readonly #insert: Statement<[AuditRow]>;

  constructor(db: Database, bootId: string) {
    this.#db = db;
    this.#bootId = bootId;
    this.#chain = db.prepare('SELECT * FROM audit_chain');
    this.#known = db.prepare<[string], number>('SELECT sequence FROM audit WHERE id = ?').pluck();
    this.#insert = db.prepare(
      `INSERT INTO audit (sequence, boot_id, id, kind, at, wall, wall_trusted, facts, hash)
       VALUES (@sequence, @boot_id, @id, @kind, @at, @wall, @wall_trusted, @facts, @hash)`,
    );
  }

  /** @throws StoreError `store.corrupt` if the chain's row is missing. */
  chain(): ChainRow {
    const row = this.#chain.get();
    if (row !== undefined) return row;
    throw new StoreError('store.corrupt', `${this.#db.name} has lost the head of its audit chain`, {
      remedy: 'Keep a copy of the file, then restore the latest backup: ostiary restore FILE.',
      context: { path: this.#db.name },
    });
  }

  /**
   * Adds the events, and through a trigger their outbox rows, to the caller's transaction.
   * @returns The sequence of the last event, or of the head if there are none.
   */
  append(events: readonly AuditEvent[]): number {
    // Read the head inside the transaction: another process may have appended meanwhile.
    let head = headOf(this.chain());
    let last = head.sequence;
    for (const event of events) {
      checkEvent(event);
      const known = this.#known.get(event.id);
      if (known !== undefined) {
        last = known;
        continue;
      }
      const record = chain(head, event, this.#bootId, sha256Hex);
      this.#insert.run(toRow(record));
      head = record;
      last = record.sequence;
    }
    return last;
  }
}
