import { createSecretKey } from 'node:crypto';
import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log.js';
import { millis } from '../../../src/base/units.js';
import { Sqlite } from '../../../src/database/sqlite.js';
import { GalleryView } from '../../../src/gallery/gallery-view.js';
import { galleryRevision, loadGallery } from '../../../src/gallery/load-gallery.js';
import { SqliteGalleryStore } from '../../../src/gallery/sqlite/gallery-store.js';
import type { EmbeddingSpace } from '../../../src/vision/domain/embedding.js';
import { auditEvent } from '../../contract/audit-store.js';
import { ada, galleryStoreContract, sample, space } from '../../contract/gallery-store.js';
import { ManualClock } from '../../support/manual-clock.js';
import { allRecords, bootId, key, openGallery, readAudit, useFolder } from '../database/workspace.js';

const { path } = useFolder();

galleryStoreContract('sqlite', () => {
  const store = openGallery(path());
  return { store, records: () => allRecords(path()), close: () => store.close() };
});

/** Changes the file as somebody with the right to write it could. */
function tamper(sql: string, ...values: unknown[]): void {
  const db = new Sqlite(path());
  db.prepare(sql).run(...values);
  db.close();
}

function enrol(...ids: string[]): void {
  const store = openGallery(path());
  for (const id of ids) store.put({ ...ada, id }, [sample(1, 2, 3, 4)], auditEvent());
  store.close();
}

describe('the gallery in SQLite', () => {
  it('holds no readable template, and is private', () => {
    enrol('ada');
    const db = new Sqlite(path());
    const sealed = db.prepare<[], Buffer>('SELECT sealed FROM templates').pluck().get();
    db.close();
    expect(sealed).toHaveLength(12 + 4 * 4 + 16);
    expect(sealed?.includes(Buffer.from(sample(1, 2, 3, 4).values.buffer))).toBe(false);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });

  it('tells a wrong key from an altered template', () => {
    enrol('ada');
    const wrong = createSecretKey(Buffer.alloc(32, 8));
    expect(() => new SqliteGalleryStore({ path: path(), key: wrong, bootId })).toThrow(
      expect.objectContaining({ code: 'key.wrong', context: { path: path() } }),
    );
    const other = "CASE substr(sealed, 21, 1) WHEN x'00' THEN x'01' ELSE x'00' END";
    tamper(`UPDATE templates SET sealed = CAST(substr(sealed, 1, 20) || ${other} || substr(sealed, 22) AS BLOB)`);
    const store = openGallery(path());
    expect(() => store.templates(space)).toThrow(
      expect.objectContaining({ code: 'gallery.unsealable', context: expect.objectContaining({ person: 'ada' }) }),
    );
    expect(() => store.templatesOf('ada')).toThrow(expect.objectContaining({ code: 'gallery.unsealable' }));
    store.close();
  });

  it('finds what is wrong with the file itself', () => {
    enrol('ada');
    const store = openGallery(path());
    expect(store.integrityFaults()).toEqual([]);
    const db = new Sqlite(path());
    db.pragma('ignore_check_constraints = ON');
    db.exec('UPDATE people SET enabled = 7');
    db.close();
    expect(store.integrityFaults()).toEqual(['CHECK constraint failed in people']);
    store.close();
  });

  it.each([
    ["UPDATE templates SET person = 'bob'", 'moved to another person'],
    ["UPDATE templates SET sealed = x''", 'emptied'],
    ['UPDATE templates SET sealed = substr(sealed, 1, 30)', 'cut off'],
  ])('refuses a template that was changed: %s', (sql) => {
    enrol('ada', 'bob');
    tamper(`${sql} WHERE person = 'ada'`);
    const store = openGallery(path());
    expect(() => store.templates(space)).toThrow(expect.objectContaining({ code: 'gallery.unsealable' }));
    store.close();
  });

  it('leaves out whose template was changed, and nobody else, when a terminal loads it', async () => {
    enrol('ada', 'bob', 'cy');
    tamper("UPDATE templates SET sealed = substr(sealed, 1, 30) WHERE person = 'bob'");
    const store = openGallery(path());
    const sources = { local: store };
    const load = (space: EmbeddingSpace) => loadGallery(sources, space);
    const view = new GalleryView({
      store,
      revision: () => galleryRevision(sources),
      load,
      clock: new ManualClock(),
      log: silentLog,
    });
    view.use(space);
    await expect.poll(() => view.current()?.damaged).toEqual(['bob']);
    expect(view.health()).toMatchObject({ level: 'degraded', detail: expect.stringContaining('bob') });
    expect(
      view
        .current()
        ?.index.search(sample(1, 2, 3, 4), 3)
        .map(({ person }) => person),
    ).toEqual(['ada', 'cy']);
    view.close();
    store.close();
  });

  it('is read in slices by id', () => {
    enrol('a', 'b', 'c');
    const store = openGallery(path());
    const first = store.templatesAfter(space, 0, 2);
    expect(first.templates.map(({ person }) => person)).toEqual(['a', 'b']);
    const second = store.templatesAfter(space, first.last ?? 0, 2);
    expect(second.templates.map(({ person }) => person)).toEqual(['c']);
    expect(store.templatesAfter(space, second.last ?? 0, 2)).toEqual({ templates: [], damaged: [], last: undefined });
    expect(store.templatesOf('b')).toEqual([sample(1, 2, 3, 4)]);
    store.close();
  });

  it('shows a change to another connection at once', () => {
    const here = openGallery(path());
    const there = openGallery(path());
    const before = there.revision();
    here.put(ada, [sample(1, 0, 0, 0)], auditEvent());
    expect(there.revision()).toBeGreaterThan(before);
    expect(there.templates(space)).toHaveLength(1);
    there.put({ ...ada, id: 'bob' }, [], auditEvent());
    here.close();
    there.close();
    expect(readAudit(path(), (log) => log.verify())).toMatchObject({ ok: true, rows: 2 });
  });

  it('waits for another process only so long', () => {
    openGallery(path()).close();
    const holder = new Sqlite(path());
    holder.exec('BEGIN IMMEDIATE');
    const store = new SqliteGalleryStore({ path: path(), key, bootId, busy: millis(20) });
    expect(() => store.put(ada, [], auditEvent())).toThrow(expect.objectContaining({ code: 'store.locked' }));
    holder.exec('ROLLBACK');
    store.put(ada, [], auditEvent());
    expect(store.people()).toEqual([ada]);
    store.close();
    holder.close();
  });
});
