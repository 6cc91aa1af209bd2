import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditReader } from '../../../src/audit/sqlite/audit-reader.js';
import { Sqlite } from '../../../src/database/sqlite.js';
import { auditEvent } from '../../contract/audit-store.js';
import { allRecords, openGallery, readAudit, useFolder } from '../database/workspace.js';

const { path } = useFolder();
const rows = 30;

beforeEach(() => {
  const store = openGallery(path());
  for (let i = 0; i < rows; i++) store.put({ id: `p${i}`, name: 'x', enabled: true }, [], auditEvent());
  store.close();
});

/** Rewrites the log as somebody could who may write the file and knows SQLite. */
function tamper(sql: string): void {
  const db = new Sqlite(path());
  db.exec(`
    DROP TRIGGER audit_in_order; DROP TRIGGER audit_appended; DROP TRIGGER audit_unchanged; DROP TRIGGER audit_kept;
    DROP TRIGGER audit_chain_forward; DROP TRIGGER audit_chain_kept;
    ${sql}`);
  db.close();
}

const verify = () => readAudit(path(), (log) => log.verify());

describe('the audit log', () => {
  let log: AuditReader;
  beforeEach(() => {
    log = new AuditReader(path());
  });
  afterEach(() => log.close());

  it('shows its end, and what came after a record', () => {
    expect(log.tail(3).map(({ sequence }) => sequence)).toEqual([28, 29, 30]);
    expect(log.tail(100)).toHaveLength(rows);
    expect(log.since(28).map(({ sequence }) => sequence)).toEqual([29, 30]);
    expect(log.since(30)).toEqual([]);
  });

  it('follows a writer', () => {
    const store = openGallery(path());
    const event = auditEvent();
    store.put({ id: 'new', name: 'x', enabled: true }, [], event);
    store.close();
    expect(log.since(rows)).toEqual([expect.objectContaining({ ...event, sequence: rows + 1 })]);
  });

  it('finds the drills among everything else, by their own index', () => {
    const store = openGallery(path());
    const events = ['first', 'second'].map((id) => ({ ...auditEvent(), id, kind: 'liveness.drilled' as const }));
    for (const [i, event] of events.entries()) store.put({ id: `d${i}`, name: 'x', enabled: true }, [], event);
    store.close();
    expect(log.drills().map(({ id }) => id)).toEqual(['second', 'first']);
    const db = new Sqlite(path());
    const plan = db.prepare(
      "EXPLAIN QUERY PLAN SELECT * FROM audit WHERE kind = 'liveness.drilled' ORDER BY sequence DESC",
    );
    expect(JSON.stringify(plan.all())).toContain('audit_drills');
    db.close();
  });

  it('exports everything in order, page by page', () => {
    const store = openGallery(path());
    for (let i = 0; i < 1200; i++) store.put({ id: 'p0', name: 'x', enabled: true }, [], auditEvent());
    store.close();
    const sequences = Array.from(log.export(), ({ sequence }) => sequence);
    expect(sequences).toEqual(Array.from({ length: rows + 1200 }, (_, i) => i + 1));
  });

  it('verifies', () => {
    const head = log.tail(1)[0]?.hash;
    expect(log.verify()).toEqual({ ok: true, rows, firstSequence: 1, lastSequence: rows, head });
  });
});

describe('an audit log that was tampered with', () => {
  it.each([
    ['a changed fact', "UPDATE audit SET facts = '{}' WHERE sequence = 12", 12, 'altered'],
    ['facts that are no JSON', "UPDATE audit SET facts = '{' WHERE sequence = 12", 12, 'altered'],
    ['a changed time', 'UPDATE audit SET wall = wall + 1 WHERE sequence = 1', 1, 'altered'],
    ['a changed kind', "UPDATE audit SET kind = 'access.granted' WHERE sequence = 30", 30, 'altered'],
    ['a changed hash', "UPDATE audit SET hash = printf('%064d', 1) WHERE sequence = 12", 12, 'altered'],
    ['a deleted row', 'DELETE FROM audit WHERE sequence = 12', 12, 'gap'],
    ['the first row deleted', 'DELETE FROM audit WHERE sequence = 1', 1, 'gap'],
    ['the last rows deleted', 'DELETE FROM audit WHERE sequence > 25', 26, 'truncated'],
    ['all rows deleted', 'DELETE FROM audit', 1, 'truncated'],
    ['a lost head', 'DELETE FROM audit_chain', 0, 'truncated'],
    ['a moved anchor', 'UPDATE audit_chain SET anchor_sequence = 5', 6, 'gap'],
    [
      'a forged pruning',
      `UPDATE audit_chain SET (anchor_sequence, anchor_hash) = (SELECT sequence, hash FROM audit WHERE sequence = 9);
       DELETE FROM audit WHERE sequence <= 9`,
      9,
      'truncated',
    ],
    [
      'a deleted row with the rest moved up',
      'DELETE FROM audit WHERE sequence = 12; UPDATE audit SET sequence = sequence - 1 WHERE sequence > 12',
      12,
      'altered',
    ],
    [
      'two rows exchanged',
      `UPDATE audit SET sequence = -1 WHERE sequence = 12; UPDATE audit SET sequence = 12 WHERE sequence = 20;
       UPDATE audit SET sequence = 20 WHERE sequence = -1`,
      12,
      'reordered',
    ],
  ])('shows %s', (_, sql, sequence, reason) => {
    tamper(sql);
    expect(verify()).toMatchObject({ ok: false, sequence, reason });
  });

  it('goes on from its true head when rows are missing, so that they stay missed', () => {
    tamper('DELETE FROM audit WHERE sequence > 25');
    const db = new Sqlite(path());
    db.exec(`CREATE TRIGGER audit_appended AFTER INSERT ON audit BEGIN
      UPDATE audit_chain SET head_sequence = NEW.sequence, head_hash = NEW.hash; END`);
    db.close();
    const store = openGallery(path());
    store.put({ id: 'late', name: 'x', enabled: true }, [], auditEvent());
    store.close();
    expect(allRecords(path()).at(-1)?.sequence).toBe(31);
    expect(verify()).toMatchObject({ ok: false, sequence: 26, reason: 'gap' });
  });
});

describe('the table itself', () => {
  it.each([
    ["UPDATE audit SET kind = 'x' WHERE sequence = 3", 'append-only'],
    ['DELETE FROM audit WHERE sequence = 3', 'append-only'],
    ['DELETE FROM audit', 'append-only'],
    ['DELETE FROM audit_chain', 'the chain is kept'],
    ['UPDATE audit_chain SET head_sequence = 1', 'only grows'],
    [
      "INSERT INTO audit SELECT 40, boot_id, 'new', kind, at, wall, wall_trusted, facts, hash FROM audit LIMIT 1",
      'next',
    ],
    [
      "INSERT OR REPLACE INTO audit SELECT 3, boot_id, 'new', kind, at, wall, 1, facts, hash FROM audit LIMIT 1",
      'next',
    ],
  ])('refuses %s', (sql, message) => {
    const db = new Sqlite(path());
    expect(() => db.exec(sql)).toThrow(message);
    db.close();
    expect(verify()).toMatchObject({ ok: true, rows });
  });
});
