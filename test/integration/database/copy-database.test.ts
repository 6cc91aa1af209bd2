import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../../../src/database/open-database.js';
import { Sqlite } from '../../../src/database/sqlite.js';

const program = new URL('../../../bin/copy-database', import.meta.url).pathname;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ostiary-copy-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('copies a database that is in use, in the schema that it has', () => {
  const [path, copy] = [join(folder, 'o.db'), join(folder, 'copy.db')];
  const db = openDatabase(path, { create: true });
  db.exec('CREATE TABLE kept (x); INSERT INTO kept VALUES (7)');
  // Not what this version would make of it: an older one reads the copy.
  db.pragma('user_version = 1');
  execFileSync(program, [path, copy]);
  expect(db.pragma('user_version', { simple: true })).toBe(1);
  db.close();
  const copied = new Sqlite(copy, { readonly: true });
  expect(copied.pragma('user_version', { simple: true })).toBe(1);
  expect(copied.prepare('SELECT x FROM kept').pluck().all()).toEqual([7]);
  copied.close();
});

it('makes nothing where there is nothing to copy', () => {
  const copy = join(folder, 'copy.db');
  expect(spawnSync(program, [join(folder, 'none.db'), copy]).status).not.toBe(0);
  expect([existsSync(copy), existsSync(join(folder, 'none.db'))]).toEqual([false, false]);
});
