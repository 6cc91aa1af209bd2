import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { timestamp } from '../../../src/base/units.js';
import { AuditWriter } from '../../../src/database/chain/writer.js';
import { openDatabase } from '../../../src/database/open-database.js';
import type { Sqlite } from '../../../src/database/sqlite.js';
import { type GalleryTables, galleryTables } from '../../../src/gallery/sqlite/gallery-tables.js';
import { auditEvent } from '../../contract/audit-store.js';
import { ada, sample, space } from '../../contract/gallery-store.js';
import { allRecords, bootId, key, useFolder } from '../database/workspace.js';

const { path } = useFolder();
let db: InstanceType<typeof Sqlite>;
let tables: GalleryTables;
beforeEach(() => {
  db = openDatabase(path(), { create: true });
  tables = galleryTables(db, { key, audit: new AuditWriter(db, bootId) });
});
afterEach(() => db.close());

it('says which revision a change has made', () => {
  expect(tables.put(ada, [sample(1, 0, 0, 0)], auditEvent())).toBe(1);
  expect(tables.put(ada, [], auditEvent())).toBe(2);
  expect(tables.revoke('ada', timestamp(5), auditEvent())).toEqual({ removed: true, revision: 3 });
  expect(tables.revoke('ada', timestamp(6), auditEvent())).toEqual({ removed: false, revision: 4 });
  expect(tables.revision()).toBe(4);
});

it('keeps the latest revocation, in whichever order they come', () => {
  for (const at of [7, 9, 8]) tables.revoke('ada', timestamp(at), auditEvent());
  tables.revoke('bob', timestamp(3), auditEvent());
  expect([...tables.revocations()]).toEqual([
    ['ada', 9],
    ['bob', 3],
  ]);
});

it('revokes with its event, or not at all', () => {
  tables.put(ada, [sample(1, 0, 0, 0)], auditEvent());
  expect(() => tables.revoke('ada', timestamp(5), auditEvent({ facts: { score: Number.NaN } }))).toThrow('score');
  expect(tables.person('ada')).toEqual(ada);
  expect(tables.revocations().size).toBe(0);
  expect(tables.revision()).toBe(1);
  tables.revoke('nobody', timestamp(5), auditEvent({ kind: 'gallery.removed', facts: { person: 'nobody' } }));
  expect(allRecords(path()).at(-1)).toMatchObject({ kind: 'gallery.removed', facts: { person: 'nobody' } });
});

it('overwrites what a revocation erases', () => {
  tables.put({ ...ada, name: 'Augusta Ada King' }, [sample(1, 0, 0, 0)], auditEvent());
  const stored = () => {
    db.pragma('wal_checkpoint(TRUNCATE)');
    return readFileSync(path()).includes('Augusta Ada King');
  };
  expect(stored()).toBe(true);
  tables.revoke('ada', timestamp(5), auditEvent());
  expect(stored()).toBe(false);
  expect(tables.templates(space)).toEqual([]);
});
