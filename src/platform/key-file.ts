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
  /** Passed by systemd (`LoadCredential=`), which guards it by the folder's mode and an ACL. */
  readonly credential: boolean;
}

/** The gallery key's place: systemd's credential `ostiary-gallery.key` when there is one, else the configured file. */
export function locateKeyFile(configured: string, env: Readonly<Record<string, string | undefined>>): KeyFile {
  const folder = env.CREDENTIALS_DIRECTORY;
  const credential = folder === undefined ? undefined : join(folder, credentialName);
  if (credential !== undefined && existsSync(credential)) return { path: credential, credential: true };
  return { path: configured, credential: false };
}

/**
 * The 32-byte key in a file of 32 raw bytes, 64 hex digits, or base64.
 * @throws StoreError `key.missing`, `key.permissions` (group or others may read it), `key.invalid`.
 */
export function readKeyFile({ path, credential }: KeyFile): KeyObject {
  const file = open(path);
  try {
    const stat = fstatSync(file);
    // On a credential, the group bits are the mask of the ACL by which systemd lets only the service's user in.
    const forbidden = credential ? 0o007 : 0o077;
    if (stat.isFile() && (stat.mode & forbidden) !== 0) {
      throw new StoreError('key.permissions', `${path} can be read by others`, {
        remedy: `Run: chmod 600 ${path}. If others may have read it, make a new key and enrol again.`,
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
 * A new random key in a new file of mode 0600, as base64 so that it can be written down. Never overwrites.
 * @throws StoreError `key.exists`, `key.unwritable`.
 */
export function createKeyFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    createFile(path, newKeyText(), 0o600);
  } catch (cause) {
    const { code, syscall } = cause as NodeJS.ErrnoException;
    const exists = code === 'EEXIST' && syscall === 'open';
    throw new StoreError(exists ? 'key.exists' : 'key.unwritable', `${path} could not be created`, {
      remedy: exists
        ? 'Keep the existing key: templates sealed with it are lost without it.'
        : 'Check that the folder exists, has space, and may be written by this user.',
      context: { path },
      cause,
    });
  }
}

/** A new random key in the place of the one in this file, which is gone. @throws StoreError (rejects) `key.unwritable` */
export async function replaceKeyFile(path: string): Promise<void> {
  try {
    await writeWhole(path, newKeyText());
  } catch (cause) {
    throw new StoreError('key.unwritable', `${path} could not be replaced`, {
      remedy: 'Check that the folder has space, and may be written by this user. The key that was there still counts.',
      context: { path },
      cause,
    });
  }
}

const newKeyText = (): string => `${randomBytes(keyBytes).toString('base64')}\n`;

function open(path: string): number {
  try {
    // Not to wait for whoever might write into a pipe of this name.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new StoreError(missing ? 'key.missing' : 'key.permissions', `${path} cannot be opened`, {
      remedy: missing
        ? 'Restore the gallery key from its backup; only for a new, empty gallery, make one: ostiary key create.'
        : 'Give the file to the user that runs Ostiary, mode 600.',
      context: { path },
      cause,
    });
  }
}

function parseKey(content: Buffer, path: string): Buffer {
  const text = content.toString('latin1');
  // A text of 32 characters is a passphrase, or a key that was cut off: chance makes no 32 random bytes printable.
  const raw = content.length === keyBytes && !/^[\x20-\x7e\s]*$/.test(text);
  const key = raw ? content : decodeKey(text.trim());
  // A file of zeros is what some file systems leave after a power cut; it is no key.
  if (key?.length !== keyBytes || key.every((byte) => byte === 0)) {
    throw new StoreError('key.invalid', `${path} holds no 32-byte key`, {
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

/** The key file of a rotation that is under way: made before the templates are sealed with it, so that none is ever sealed with a key that is lost. */
export const nextKeyFile = (path: string): string => `${path}.next`;

/** Puts the next key in the place of the present one, which stays beside it for the backups that it opens. @throws StoreError `key.unwritable` */
export function adoptNextKey(path: string, now: Date): string {
  const old = `${path}.until-${now.toISOString().slice(0, 19).replaceAll(':', '')}`;
  try {
    linkSync(path, old);
    const { uid, gid } = statSync(path);
    if (process.getuid?.() === 0) chownSync(nextKeyFile(path), uid, gid);
    renameSync(nextKeyFile(path), path);
    return old;
  } catch (cause) {
    throw new StoreError('key.unwritable', `${nextKeyFile(path)} could not be put in the place of ${path}`, {
      remedy: 'The templates are sealed with the new key already: mend the folder, then run ostiary key rotate again.',
      context: { path },
      cause,
    });
  }
}
