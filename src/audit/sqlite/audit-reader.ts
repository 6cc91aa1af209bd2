import type { Database } from 'better-sqlite3';
import { type AuditRow, toRecord } from '../../database/chain/row.js';
import { type Verification, verifyChain } from '../../database/chain/verify.js';
import { openDatabase } from '../../database/open-database.js';
import { guarded } from '../../database/store-fault.js';
import type { AuditRecord } from '../domain/audit.js';

const page = 1000;

/** Reads the audit log while another process writes it. Every method throws StoreError if the file fails. */
export class AuditReader {
  readonly #path: string;
  readonly #db: Database;

  /** @throws StoreError, also if the database does not exist. */
  constructor(path: string) {
    this.#path = path;
    this.#db = openDatabase(path, { create: false });
    this.#db.pragma('query_only = ON');
  }

  /** The newest `count` records, oldest first. */
  tail(count: number): readonly AuditRecord[] {
    return this.#read('SELECT * FROM audit ORDER BY sequence DESC LIMIT ?', count).reverse();
  }

  /** The records after `sequence`, oldest first, at most 1000; call again from the last one to follow the log. */
  since(sequence: number): readonly AuditRecord[] {
    return this.#read(`SELECT * FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ${page}`, sequence);
  }

  /** The newest drills of liveness, newest first, at most 100; quick, however long the log. */
  drills(): readonly AuditRecord[] {
    return this.#read("SELECT * FROM audit WHERE kind = 'liveness.drilled' ORDER BY sequence DESC LIMIT ?", 100);
  }

  /** All records, oldest first; reads page by page, so that a slow consumer keeps no transaction open. */
  *export(): Generator<AuditRecord, void, undefined> {
    let last = -1;
    for (let records = this.since(last); records.length > 0; records = this.since(last)) {
      yield* records;
      last = records.at(-1)?.sequence ?? last;
    }
  }

  /** Number of events that the site has not acknowledged, and the wall time of the oldest one still in the log. */
  undelivered(): { readonly events: number; readonly oldest?: number } {
    return guarded(this.#path, () => {
      const sql = 'SELECT count(*) events, min(audit.wall) oldest FROM outbox LEFT JOIN audit USING (sequence)';
      const row = this.#db.prepare<[], { events: number; oldest: number | null }>(sql).get();
      return { events: row?.events ?? 0, ...(row?.oldest == null ? {} : { oldest: row.oldest }) };
    });
  }

  verify(): Verification {
    return guarded(this.#path, () => verifyChain(this.#db));
  }

  close(): void {
    this.#db.close();
  }

  #read(sql: string, argument: number): AuditRecord[] {
    return guarded(this.#path, () => this.#db.prepare<[number], AuditRow>(sql).all(argument).map(toRecord));
  }
}
