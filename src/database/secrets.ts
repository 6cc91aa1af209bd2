import type { KeyObject } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { StoreError } from '../base/errors.js';
import { sealBytes, unsealBytes } from './seal.js';

/** Secrets in the table `meta`, each sealed with the gallery key under its own name. */
const secretNames = ['secret.sealKey', 'secret.groupKeys'] as const;
export type SecretName = (typeof secretNames)[number];

/** @throws StoreError `key.secret` if it cannot be decrypted */
export function readSecret(db: Database, name: SecretName, key: KeyObject): Buffer | undefined {
  const sealed = db.prepare<[string], Buffer>('SELECT value FROM meta WHERE key = ?').pluck().get(name);
  if (sealed === undefined) return undefined;
  const plain = unsealBytes(sealed, name, key);
  if (plain !== undefined) return plain;
  throw new StoreError('key.secret', `${name} in ${db.name} was altered or damaged`, {
    remedy: 'Restore a backup (ostiary restore FILE), and check the storage medium (dmesg).',
    context: { path: db.name },
  });
}

export function writeSecret(db: Database, name: SecretName, plain: Buffer, key: KeyObject): void {
  db.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(name, sealBytes(plain, name, key));
}

/** Call in the transaction that changes the gallery key. @throws StoreError `key.secret` */
export function resealSecrets(db: Database, key: KeyObject, next: KeyObject): void {
  for (const name of secretNames) {
    const plain = readSecret(db, name, key);
    if (plain !== undefined) writeSecret(db, name, plain, next);
  }
}
