import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { dirname } from 'node:path';
import type { Database } from 'better-sqlite3';
import { StoreError } from '../base/errors.js';
import { type Millis, seconds } from '../base/units.js';
import { syncFolder } from '../platform/write-file.js';
import { type DatabaseKind, terminalDatabase } from './migrations.js';
import { Sqlite } from './sqlite.js';
import { guarded } from './store-fault.js';

export interface OpenOptions {
  /** Whether to create a missing file, or throw `store.missing`. */
  readonly create: boolean;
  /** How long to wait for another process's lock. Default 5 s. */
  readonly busy?: Millis;
  /** Default: a terminal's. */
  readonly kind?: DatabaseKind;
}

/**
 * Opens a database of this kind: migrated, durable (WAL with `synchronous=FULL`) and private (mode 0600).
 * @throws StoreError `store.missing`, `.not-a-database`, `.corrupt`, `.newer`, `.locked`, `.readonly`, `.full`, `.io`.
 */
export function openDatabase(
  path: string,
  { create, busy = seconds(5), kind = terminalDatabase }: OpenOptions,
): Database {
  return guarded(path, () => {
    if (!fs.statSync(path, { throwIfNoEntry: false })) {
      if (!create) throw missing(path);
      createDatabase(path, kind);
    }
    makePrivate(path);
    const db = new Sqlite(path, { fileMustExist: true, timeout: busy });
    try {
      identify(db, path, kind);
      configure(db);
      migrate(db, path, kind);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/** The faults that `PRAGMA integrity_check` finds; empty if intact. Reads the whole file. @throws StoreError */
export function integrityFaults(db: Database): readonly string[] {
  const found = guarded(db.name, () => db.prepare<[], string>('PRAGMA integrity_check').pluck().all());
  return found.length === 1 && found[0] === 'ok' ? [] : found;
}

/** Set on every open: WAL's compiled default is synchronous=NORMAL, which loses acknowledged rows in a power cut. */
function configure(db: Database): void {
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  // Shrinks the WAL after a burst, so that it does not fill the disk.
  db.pragma('journal_size_limit = 16777216');
}

/**
 * Builds the file under another name and links it into place, so that a file at `path` is always complete: an empty one is damaged, not
 * new.
 */
function createDatabase(path: string, kind: DatabaseKind): void {
  const folder = dirname(path);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}.new`;
  try {
    fs.closeSync(fs.openSync(draft, 'wx', 0o600));
    // A command run with sudo must not leave a file that the service cannot open.
    if (process.getuid?.() === 0) fs.chownSync(draft, fs.statSync(folder).uid, fs.statSync(folder).gid);
    const db = new Sqlite(draft);
    try {
      db.pragma(`application_id = ${kind.applicationId}`);
      configure(db);
      migrate(db, draft, kind);
    } finally {
      db.close();
    }
    fs.linkSync(draft, path);
    syncFolder(folder);
  } catch (error) {
    // Another process created it first: use that one.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

function makePrivate(path: string): void {
  const { mode, size } = fs.statSync(path);
  if (size === 0) throw damaged(path, 'it is empty');
  fs.accessSync(path, fs.constants.R_OK | fs.constants.W_OK);
  fs.accessSync(dirname(path), fs.constants.W_OK);
  if ((mode & 0o077) !== 0) fs.chmodSync(path, 0o600);
}

function identify(db: Database, path: string, { applicationId }: DatabaseKind): void {
  if (db.pragma('application_id', { simple: true }) === applicationId) return;
  throw new StoreError('store.not-a-database', `${path} is a database of a different program`, {
    remedy: 'Check the configured path: Ostiary never writes to a file that it did not create.',
    context: { path },
  });
}

function migrate(db: Database, path: string, { migrations }: DatabaseKind): void {
  const version = () => db.pragma('user_version', { simple: true }) as number;
  if (version() > migrations.length) throw newer(path, version(), migrations.length);
  if (version() === migrations.length) return;
  db.transaction(() => {
    // Read again: another process may have migrated while this one waited for the lock.
    for (const sql of migrations.slice(version())) db.exec(sql);
    db.pragma(`user_version = ${migrations.length}`);
  }).immediate();
}

function missing(path: string): StoreError {
  return new StoreError('store.missing', `${path} does not exist`, {
    remedy: 'Check the configured path. To create a new database, start the daemon or enrol a person.',
    context: { path },
  });
}

function damaged(path: string, why: string): StoreError {
  return new StoreError('store.corrupt', `${path} is damaged: ${why}`, {
    remedy:
      'Keep a copy of the file, then restore the latest backup (ostiary restore FILE), or remove the file to start with an empty gallery.',
    context: { path },
  });
}

function newer(path: string, version: number, known: number): StoreError {
  return new StoreError('store.newer', `${path} was written by a newer Ostiary (schema ${version})`, {
    remedy: `Install the newer release again: this one supports schemas up to ${known}.`,
    context: { path, version, known },
  });
}
