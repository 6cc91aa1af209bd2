import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../../../src/base/errors.js';
import { millis } from '../../../src/base/units.js';
import { integrityFaults, openDatabase } from '../../../src/database/open-database.js';
import { Sqlite } from '../../../src/database/sqlite.js';
import { auditEvent } from '../../contract/audit-store.js';
import { ada, sample, space } from '../../contract/gallery-store.js';
import { openGallery, readAudit, useFolder } from './workspace.js';

const { path } = useFolder();

function filled(people = 50): string {
  const store = openGallery(path());
  for (let i = 0; i < people; i++) store.put({ ...ada, id: `p${i}` }, [sample(1, 2, 3, i)], auditEvent());
  store.close();
  return path();
}

const fault = (code: string) =>
  expect.objectContaining({
    code,
    context: expect.objectContaining({ path: path() }),
    remedy: expect.stringMatching(/\w/),
  });

describe('opening the database', () => {
  it('sets durability on every open', () => {
    openDatabase(path(), { create: true }).close();
    const db = openDatabase(path(), { create: false });
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(db.pragma('busy_timeout', { simple: true })).toBe(5000);
    expect(integrityFaults(db)).toEqual([]);
    db.close();
  });

  it('makes file and folders private, and leaves no draft', () => {
    const deep = path('a/b/terminal.db');
    openDatabase(deep, { create: true }).close();
    expect(statSync(deep).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(deep)).mode & 0o777).toBe(0o700);
    expect(readdirSync(dirname(deep))).toEqual(['terminal.db']);
  });

  it('does not make a database where one must exist', () => {
    expect(() => openDatabase(path(), { create: false })).toThrow(fault('store.missing'));
    expect(existsSync(path())).toBe(false);
  });

  it.each([
    ['garbage', 'store.not-a-database', () => writeFileSync(path(), Buffer.alloc(20_000, 'garbage!'))],
    ['a few bytes', 'store.not-a-database', () => writeFileSync(path(), 'hello')],
    ['an empty file', 'store.corrupt', () => writeFileSync(path(), '')],
    ['a folder', 'store.io', () => mkdirSync(path())],
    ["another program's database", 'store.not-a-database', () => new Sqlite(path()).exec('CREATE TABLE t (a)').close()],
    ['a newer schema', 'store.newer', () => new Sqlite(filled()).exec('PRAGMA user_version = 99').close()],
    ['a truncated file', 'store.corrupt', () => truncateSync(filled(), 8192)],
    ['a file cut within its first page', 'store.corrupt', () => truncateSync(filled(), 1000)],
  ])('refuses %s with %s', (_, code, make) => {
    make();
    const before = statSync(path()).isFile() ? readFileSync(path()) : undefined;
    expect(() => openDatabase(path(), { create: true })).toThrow(fault(code));
    if (before !== undefined) expect(readFileSync(path()).equals(before)).toBe(true);
  });

  it('refuses a file below something that is no folder', () => {
    writeFileSync(path('file'), 'x');
    expect(() => openDatabase(path('file/terminal.db'), { create: true })).toThrow(StoreError);
  });

  it('answers damage anywhere in the file with nothing but StoreErrors', () => {
    const whole = readFileSync(filled());
    for (let at = 0; at < whole.length; at += 509) {
      const damaged = Buffer.from(whole);
      for (let i = at; i < Math.min(at + 64, whole.length); i++) damaged[i] = (damaged[i] ?? 0) ^ 0xa5;
      writeFileSync(path(), damaged);
      try {
        const store = openGallery(path());
        try {
          for (const { embedding } of store.templates(space)) expect(embedding.values).toHaveLength(4);
          store.people();
          store.put({ ...ada, id: 'late' }, [], auditEvent());
        } finally {
          store.close();
        }
        readAudit(path(), (log) => log.verify());
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        expect(error.remedy).not.toBe('');
      }
    }
  });

  it('does not wait for ever for an exclusive lock', () => {
    const holder = new Sqlite(filled(1));
    holder.pragma('locking_mode = EXCLUSIVE');
    holder.exec('BEGIN EXCLUSIVE');
    expect(() => openDatabase(path(), { create: false, busy: millis(20) })).toThrow(fault('store.locked'));
    holder.close();
  });
});
