import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../../base/errors.js';
import { createFile } from '../../platform/write-file.js';

/** Creates a new Ed25519 key, not yet written to a file. */
export const newPrivateKey = (): KeyObject => generateKeyPairSync('ed25519').privateKey;

/** @throws StoreError `keys.unreadable`, `keys.permissions` (group or others may read it), `keys.invalid` */
export function readPrivateKey(path: string, kind: 'ed25519' | 'ec' = 'ed25519'): KeyObject {
  let content: Buffer;
  try {
    const { mode } = statSync(path);
    if ((mode & 0o077) !== 0) {
      throw new StoreError('keys.permissions', `${path} can be read by others`, {
        remedy: `Run: chmod 600 ${path}. If others may have read the key, rotate it (ostiary fleet keys rotate).`,
        context: { path },
      });
    }
    content = readFileSync(path);
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    throw new StoreError('keys.unreadable', `cannot read the key ${path}: ${(cause as Error).message}`, {
      remedy: 'Restore the key from its safe place. If the root key is stored elsewhere, give its path with --root.',
      context: { path },
      cause,
    });
  }
  try {
    const key = createPrivateKey(content);
    if (key.asymmetricKeyType === kind) return key;
  } catch {
    // Told below, as for a key of another kind.
  }
  throw new StoreError('keys.invalid', `${path} contains no private key of its kind (${kind})`, {
    remedy: 'Restore the file from its copy: PEM, as written by ostiary fleet keys create.',
    context: { path },
  });
}

/** Writes the key durably as PEM, mode 0600. Never overwrites. @throws StoreError `keys.exists`, `keys.unwritable` */
export function writeNewKey(path: string, key: KeyObject): void {
  const kind = key.type === 'public' ? ({ type: 'spki', format: 'pem' } as const) : undefined;
  const pem = key.export(kind ?? { type: 'pkcs8', format: 'pem' });
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    createFile(path, pem.toString(), kind ? 0o644 : 0o600);
    if (!kind) chmodSync(path, 0o600);
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    throw new StoreError(exists ? 'keys.exists' : 'keys.unwritable', `cannot create ${path}`, {
      remedy: exists
        ? 'Keep the existing key: terminals accept it.'
        : 'Check that the key folder exists, has free space, and is writable for this user.',
      context: { path },
      cause,
    });
  }
}
