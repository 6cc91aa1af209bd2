import type { Database } from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../../src/audit/domain/audit.js';
import { pruneOnce, type Retention } from '../../../src/audit/sqlite/audit-pruner.js';
import { instant, millis, timestamp } from '../../../src/base/units.js';
import { verifyChain } from '../../../src/database/chain/verify.js';
import { AuditWriter } from '../../../src/database/chain/writer.js';
import { openDatabase } from '../../../src/database/open-database.js';
import { auditEvent } from '../../contract/audit-store.js';
import { bootId, useFolder } from '../database/workspace.js';

const { path } = useFolder();
let db: Database;
let writer: AuditWriter;
beforeEach(() => {
  db = openDatabase(path(), { create: true });
  writer = new AuditWriter(db, bootId);
});
afterEach(() => db.close());

const keepAll: Retention = { maxRows: 1_000_000, maxOutbox: 1_000_000 };
const now = { at: instant(1), wall: timestamp(10_000), wallTrusted: true };

const append = (events: readonly AuditEvent[]) => db.transaction(() => writer.append(events)).immediate();
const sequences = () => db.prepare<[], number>('SELECT sequence FROM audit ORDER BY sequence').pluck().all();
const outbox = () => db.prepare<[], { sequence: number; record: string | null }>('SELECT * FROM outbox').all();
const aged = (wall: number, wallTrusted = true) => auditEvent({ wall: timestamp(wall), wallTrusted });

function prune(retention: Partial<Retention>, stamp = now): void {
  while (pruneOnce(db, writer, { ...keepAll, ...retention }, stamp));
}

describe('pruning the audit log', () => {
  it('does nothing within the retention', () => {
    append([aged(1), aged(2)]);
    prune({});
    expect(sequences()).toEqual([1, 2]);
  });

  it('keeps maxRows, batch after batch, and stays verifiable', () => {
    append(Array.from({ length: 2600 }, () => auditEvent()));
    prune({ maxRows: 100 });
    // Two batches went, and each left a record of itself.
    expect(verifyChain(db)).toMatchObject({ ok: true, firstSequence: 2503, lastSequence: 2603, rows: 101 });
    append([auditEvent()]);
    prune({ maxRows: 100 });
    expect(verifyChain(db)).toMatchObject({ ok: true, firstSequence: 2503 });
  });

  it('tells what it removed', () => {
    append(Array.from({ length: 30 }, () => auditEvent()));
    const hash = db.prepare('SELECT hash FROM audit WHERE sequence = 20').pluck().get();
    prune({ maxRows: 10, maxOutbox: 25 });
    const facts = db.prepare<[], string>("SELECT facts FROM audit WHERE kind = 'audit.pruned'").pluck().get();
    expect(JSON.parse(facts ?? '')).toEqual({ rows: 20, through: 20, hash, undelivered: 5 });
  });

  it('leaves undelivered records to the outbox, up to its bound', () => {
    append(Array.from({ length: 30 }, () => auditEvent()));
    db.exec('DELETE FROM outbox WHERE sequence = 9');
    prune({ maxRows: 10, maxOutbox: 25 });
    const rows = outbox();
    expect(rows.map(({ sequence }) => sequence)).toEqual([6, 7, 8, ...Array.from({ length: 22 }, (_, i) => i + 10)]);
    for (const { sequence, record } of rows) {
      if (sequence <= 20) expect(JSON.parse(record ?? '')).toMatchObject({ sequence, boot_id: bootId });
      else expect(record).toBeNull();
    }
  });

  it.each([
    ['the old ones', [aged(1), aged(2), aged(8000)], 2],
    ['old ones without a trusted clock before an old one with it', [aged(9000, false), aged(2), aged(8000)], 2],
    ['none behind a young one', [aged(8000), aged(2)], 0],
    ['none whose age nobody knows', [aged(1, false), aged(1, false)], 0],
  ])('removes by age %s', (_, records, removed) => {
    append(records);
    prune({ maxAge: millis(5000) });
    expect(sequences()[0]).toBe(removed + 1);
    expect(verifyChain(db)).toMatchObject({ ok: true });
  });

  it('does not judge age by a clock that is not trusted', () => {
    append([aged(1)]);
    prune({ maxAge: millis(5000) }, { ...now, wallTrusted: false });
    expect(sequences()).toEqual([1]);
  });
});
