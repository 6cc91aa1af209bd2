import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { type AuditRecord, type Stamp, securityKinds } from '../../audit/domain/audit.js';
import { type AuditRow, toRecord } from '../../database/chain/row.js';
import type { AuditWriter } from '../../database/chain/writer.js';
import type { SequenceRange } from '../../protocol/domain/sequence-ranges.js';

interface OutboxRow extends AuditRow {
  /** Absent while the record is in the audit log. */
  readonly record: string | null;
}

/** Identity of the outbox, created on first use. */
export function outboxEpoch(db: Database): string {
  db.prepare("INSERT OR IGNORE INTO meta VALUES ('epoch', ?)").run(randomUUID());
  return db.prepare<[], string>("SELECT value FROM meta WHERE key = 'epoch'").pluck().get() as string;
}

export function readOutbox(db: Database, sequence: number, count: number): readonly AuditRecord[] {
  const rows = db
    .prepare<[number, number], OutboxRow>(
      `SELECT outbox.record, audit.* FROM outbox LEFT JOIN audit USING (sequence)
       WHERE outbox.sequence > ? ORDER BY outbox.sequence LIMIT ?`,
    )
    .all(sequence, count);
  return rows.map(({ record, ...row }) => toRecord(record === null ? row : (JSON.parse(record) as AuditRow)));
}

export function deleteRanges(db: Database, ranges: readonly SequenceRange[]): void {
  const remove = db.prepare('DELETE FROM outbox WHERE sequence BETWEEN ? AND ?');
  db.transaction(() => {
    for (const [first, last] of ranges) remove.run(first, last);
  }).immediate();
}

/** Rows allowed beyond the quota, so that a full outbox is not trimmed for every event. */
const slack = (quota: number): number => Math.min(1000, Math.ceil(quota / 10));

const security = securityKinds.map((kind) => `'${kind}'`).join(', ');
const kind = "coalesce(audit.kind, json_extract(outbox.record, '$.kind'))";

/** Drops the oldest rows beyond `quota`, those not related to security first, and records the gap as an event. */
export function trimOutbox(db: Database, writer: AuditWriter, quota: number, now: Stamp): number {
  const count = (): number => db.prepare<[], number>('SELECT count(*) FROM outbox').pluck().get() as number;
  if (count() < quota + slack(quota)) return 0;
  return db
    .transaction(() => {
      const excess = count() - quota;
      const plain = oldest(db, `WHERE ${kind} NOT IN (${security})`, excess);
      const grave = oldest(db, `WHERE ${kind} IN (${security})`, excess - plain.length);
      const dropped = [...plain, ...grave];
      const remove = db.prepare('DELETE FROM outbox WHERE sequence = ?');
      for (const sequence of dropped) remove.run(sequence);
      const facts = {
        events: dropped.length,
        security: grave.length,
        first: dropped.reduce((a, b) => Math.min(a, b)),
        last: dropped.reduce((a, b) => Math.max(a, b)),
      };
      writer.append([{ id: randomUUID(), kind: 'outbox.dropped', ...now, facts }]);
      return dropped.length;
    })
    .immediate();
}

function oldest(db: Database, where: string, count: number): number[] {
  return db
    .prepare<[number], number>(
      `SELECT outbox.sequence FROM outbox LEFT JOIN audit USING (sequence) ${where} ORDER BY outbox.sequence LIMIT ?`,
    )
    .pluck()
    .all(count);
}
