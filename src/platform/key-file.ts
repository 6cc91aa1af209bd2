import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  linkSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { StoreError } from '../base/errors.js';
import { createFile, writeWhole } from './write-file.js';

const keyBytes = 32;
const credentialName = 'ostiary-gallery.key';

export interface KeyFile {
  readonly path: string;
  /** Passed by systemd (`LoadCredential=`), which protects it with the folder's mode and an ACL. */
  readonly credential: boolean;
}

/** Path of the gallery key: the systemd credential `ostiary-gallery.key` if present, otherwise the configured file. */
export function locateKeyFile(configured: string, env: Readonly<Record<string, string | undefined>>): KeyFile {
  const folder = env.CREDENTIALS_DIRECTORY;
  const credential = folder === undefined ? undefined : join(folder, credentialName);
  if (credential !== undefined && existsSync(credential)) return { path: credential, credential: true };
  return { path: configured, credential: false };
}

/**
 * Reads a 32-byte key from a file of 32 raw bytes, 64 hex digits, or base64.
 * @throws StoreError `key.missing`, `key.permissions` (group or others may read it), `key.invalid`.
 */
export function readKeyFile({ path, credential }: KeyFile): KeyObject {
  const file = open(path);
  try {
    const stat = fstatSync(file);
    // On a credential, the group bits are the mask of the ACL that admits only the service's user.
    const forbidden = credential ? 0o007 : 0o077;
    if (stat.isFile() && (stat.mode & forbidden) !== 0) {
      throw new StoreError('key.permissions', `${path} can be read by others`, {
        remedy: `Run: chmod 600 ${path}. If others may have read the key, replace it: ostiary key rotate.`,
        context: { path, mode: (stat.mode & 0o777).toString(8) },
      });
    }
    const bytes = Buffer.alloc(256);
    const length = stat.isFile() ? readSync(file, bytes, 0, bytes.length, 0) : 0;
    return createSecretKey(parseKey(bytes.subarray(0, length), path));
  } finally {
    closeSync(file);
  }
}

/**
 * Creates a random key in a new file of mode 0600, as base64 so that it can be written down. Never overwrites.
 * @throws StoreError `key.exists`, `key.unwritable`.
 */
export function createKeyFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    createFile(path, newKeyText(), 0o600);
  } catch (cause) {
    const { code, syscall } = cause as NodeJS.ErrnoException;
    const exists = code === 'EEXIST' && syscall === 'open';
    throw new StoreError(
      exists ? 'key.exists' : 'key.unwritable',
      exists ? `${path} already exists` : `cannot create ${path}`,
      {
        remedy: exists
          ? 'Keep the existing key: without it, the templates encrypted with it are lost.'
          : 'Check that the folder exists, has free space, and is writable for this user.',
        context: { path },
        cause,
      },
    );
  }
}

/** Replaces the key in this file with a new random one. The old key is lost. @throws StoreError (rejects) `key.unwritable` */
export async function replaceKeyFile(path: string): Promise<void> {
  try {
    await writeWhole(path, newKeyText());
  } catch (cause) {
    throw new StoreError('key.unwritable', `cannot replace ${path}`, {
      remedy: 'Check that the folder has free space and is writable for this user. The old key is still valid.',
      context: { path },
      cause,
    });
  }
}

const newKeyText = (): string => `${randomBytes(keyBytes).toString('base64')}\n`;

function open(path: string): number {
  try {
    // Non-blocking, in case the path is a pipe.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new StoreError(
      missing ? 'key.missing' : 'key.permissions',
      missing ? `${path} does not exist` : `cannot open ${path}`,
      {
        remedy: missing
          ? 'Restore the gallery key from its backup. Only for a new, empty gallery, create one: ostiary key create.'
          : 'Make the user that runs Ostiary the owner of the file, with mode 600.',
        context: { path },
        cause,
      },
    );
  }
}

function parseKey(content: Buffer, path: string): Buffer {
  const text = content.toString('latin1');
  // 32 printable characters are a passphrase or a truncated key: 32 random bytes are practically never all printable.
  const raw = content.length === keyBytes && !/^[\x20-\x7e\s]*$/.test(text);
  const key = raw ? content : decodeKey(text.trim());
  // Some file systems leave a file of zeros after a power cut; that is not a key.
  if (key?.length !== keyBytes || key.every((byte) => byte === 0)) {
    throw new StoreError('key.invalid', `${path} does not contain a 32-byte key`, {
      remedy: 'Restore the key from its backup: 32 raw bytes, 64 hex digits, or base64 of 32 bytes.',
      context: { path, bytes: content.length },
    });
  }
  return key;
}

function decodeKey(text: string): Buffer | undefined {
  if (/^[0-9a-fA-F]{64}$/.test(text)) return Buffer.from(text, 'hex');
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return Buffer.from(text, 'base64');
  return undefined;
}

/** Key file of a rotation in progress. Written before templates are sealed with the key, so that no template depends on an unsaved key. */
export const nextKeyFile = (path: string): string => `${path}.next`;

/** Makes the next key the current one; keeps the old one beside it for older backups. @throws StoreError `key.unwritable` */
export function adoptNextKey(path: string, now: Date): string {
  const old = `${path}.until-${now.toISOString().slice(0, 19).replaceAll(':', '')}`;
  try {
    linkSync(path, old);
    const { uid, gid } = statSync(path);
    if (process.getuid?.() === 0) chownSync(nextKeyFile(path), uid, gid);
    renameSync(nextKeyFile(path), path);
    return old;
  } catch (cause) {
    throw new StoreError('key.unwritable', `cannot replace ${path} with ${nextKeyFile(path)}`, {
      remedy:
        'Make the folder writable, then run ostiary key rotate again: the templates are already encrypted with the new key.',
      context: { path },
      cause,
    });
  }
}
