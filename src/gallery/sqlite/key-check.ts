import type { KeyObject } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { StoreError } from '../../base/errors.js';
import { fitsKeyCheck, sealKeyCheck } from '../../database/seal.js';

/** The first key to open a gallery becomes its key. @throws StoreError `key.wrong` when the gallery was sealed with another key */
export function requireKey(db: Database, key: KeyObject): void {
  const stored = db.prepare<[], Buffer>("SELECT value FROM meta WHERE key = 'key.check'").pluck();
  // IGNORE, as another process may be opening it as well.
  if (stored.get() === undefined) {
    db.prepare("INSERT OR IGNORE INTO meta VALUES ('key.check', ?)").run(sealKeyCheck(key));
  }
  const check = stored.get();
  if (check !== undefined && fitsKeyCheck(check, key)) return;
  throw new StoreError('key.wrong', `the gallery in ${db.name} was sealed with another key`, {
    remedy: 'Restore the key file that belongs to this gallery, or the backup that belongs to this key.',
    context: { path: db.name },
  });
}

/** From now on this is the gallery's key. */
export function changeKeyCheck(db: Database, next: KeyObject): void {
  db.prepare("UPDATE meta SET value = ? WHERE key = 'key.check'").run(sealKeyCheck(next));
}
