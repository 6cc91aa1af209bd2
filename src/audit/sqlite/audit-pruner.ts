import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { Millis } from '../../base/units.js';
import type { AuditRow, ChainRow } from '../../database/chain/row.js';
import type { AuditWriter } from '../../database/chain/writer.js';
import type { Stamp } from '../domain/audit.js';

export interface Retention {
  /** Maximum number of audit records; pruned in batches, so up to one batch more may be kept. */
  readonly maxRows: number;
  /** Records older than this are deleted, judged only by trusted wall clocks; absent: no limit. */
  readonly maxAge?: Millis;
  /** Maximum number of undelivered records for the uplink; older ones are dropped. */
  readonly maxOutbox: number;
}

const batch = 1000;

/** Whether enough records exceed `maxRows` to prune; cheap enough to check after each append. */
export function overfull(chain: ChainRow, retention: Retention): boolean {
  return tooMany(chain, retention) > 0;
}

/**
 * Removes the oldest records beyond the retention, in one small transaction per call. The last removed record's sequence and hash become
 * the chain's anchor, so that the rest still verifies, and an `audit.pruned` event records it. @returns True if there may be more to
 * remove.
 */
export function pruneOnce(db: Database, writer: AuditWriter, retention: Retention, now: Stamp): boolean {
  return db
    .transaction(() => {
      const chain = writer.chain();
      const oldest = db
        .prepare<[number, number], AuditRow>('SELECT * FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?')
        .all(chain.anchor_sequence, batch);
      const count = Math.max(tooMany(chain, retention), tooOld(oldest, retention, now));
      const pruned = oldest.slice(0, count);
      const last = pruned.at(-1);
      if (last === undefined) return false;
      const undelivered = keepUndelivered(db, pruned, chain.head_sequence - retention.maxOutbox);
      db.prepare('UPDATE audit_chain SET anchor_sequence = ?, anchor_hash = ?').run(last.sequence, last.hash);
      db.prepare('DELETE FROM audit WHERE sequence <= ?').run(last.sequence);
      const facts = { rows: pruned.length, through: last.sequence, hash: last.hash, undelivered };
      writer.append([{ id: randomUUID(), kind: 'audit.pruned', ...now, facts }]);
      return pruned.length === batch;
    })
    .immediate();
}

/** Number of records beyond `maxRows`; 0 until a whole batch is, so that pruning does not double the writes. */
function tooMany(chain: ChainRow, { maxRows }: Retention): number {
  const excess = chain.head_sequence - chain.anchor_sequence - maxRows;
  return excess >= Math.min(batch, Math.ceil(maxRows / 10)) ? excess : 0;
}

/** Number of oldest records past their age. Records with untrusted clocks are covered by later trusted ones. */
function tooOld(oldest: readonly AuditRow[], { maxAge }: Retention, now: Stamp): number {
  if (maxAge === undefined || !now.wallTrusted) return 0;
  const firstYoung = oldest.findIndex((row) => row.wall_trusted === 1 && row.wall >= now.wall - maxAge);
  const candidates = firstYoung < 0 ? oldest : oldest.slice(0, firstYoung);
  return candidates.findLastIndex((row) => row.wall_trusted === 1) + 1;
}

/** Copies pruned but undelivered records to the outbox. @returns Number of records dropped. */
function keepUndelivered(db: Database, pruned: readonly AuditRow[], through: number): number {
  const keep = db.prepare('UPDATE outbox SET record = ? WHERE sequence = ?');
  for (const row of pruned) {
    if (row.sequence > through) keep.run(JSON.stringify(row), row.sequence);
  }
  return db.prepare('DELETE FROM outbox WHERE sequence <= ?').run(through).changes;
}
