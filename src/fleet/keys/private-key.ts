import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../../base/errors.js';
import { createFile } from '../../platform/write-file.js';

/** A new Ed25519 key; nobody has it until it is written. */
export const newPrivateKey = (): KeyObject => generateKeyPairSync('ed25519').privateKey;

/** @throws StoreError `keys.unreadable`, `keys.permissions` (group or others may read it), `keys.invalid` */
export function readPrivateKey(path: string): KeyObject {
  let content: Buffer;
  try {
    const { mode } = statSync(path);
    if ((mode & 0o077) !== 0) {
      throw new StoreError('keys.permissions', `${path} can be read by others`, {
        remedy: `Run: chmod 600 ${path}. If others may have read it, rotate this key.`,
        context: { path },
      });
    }
    content = readFileSync(path);
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    throw new StoreError('keys.unreadable', `the key ${path} cannot be read: ${(cause as Error).message}`, {
      remedy: 'Bring the key back from where it is kept; where the root key is kept elsewhere, name it with --root.',
      context: { path },
      cause,
    });
  }
  try {
    const key = createPrivateKey(content);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Told below, as for a key of another kind.
  }
  throw new StoreError('keys.invalid', `${path} holds no Ed25519 private key`, {
    remedy: 'Restore the file from its copy: PEM, as ostiary fleet keys create writes it.',
    context: { path },
  });
}

/** PEM, mode 0600, on the medium. Never overwrites. @throws StoreError `keys.exists`, `keys.unwritable` */
export function writeNewKey(path: string, key: KeyObject): void {
  const kind = key.type === 'public' ? ({ type: 'spki', format: 'pem' } as const) : undefined;
  const pem = key.export(kind ?? { type: 'pkcs8', format: 'pem' });
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    createFile(path, pem.toString(), kind ? 0o644 : 0o600);
    if (!kind) chmodSync(path, 0o600);
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    throw new StoreError(exists ? 'keys.exists' : 'keys.unwritable', `${path} could not be created`, {
      remedy: exists
        ? 'Keep the key that is there: terminals obey it.'
        : 'Check that the folder of keys exists, has space, and may be written by this user.',
      context: { path },
      cause,
    });
  }
}
