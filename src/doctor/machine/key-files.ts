import { statSync } from 'node:fs';
import { TerminalError } from '../../base/errors.js';
import { type KeyFile, readKeyFile } from '../../platform/key-file.js';
import { readCertificate, readPassword, readPrivateKey, readRootKey } from '../../protocol/mqtt/credentials.js';
import type { KeyReading } from '../domain/keys.js';

/** All files named in the configuration that others must not read or change. */
export interface KeyPlaces {
  readonly gallery: KeyFile;
  readonly groups: readonly { readonly name: string; readonly keyFile?: string | undefined }[];
  /** Undefined where the terminal has no broker. */
  readonly uplink:
    | {
        readonly rootKeyFile: string;
        readonly caFile?: string | undefined;
        readonly certFile?: string | undefined;
        readonly privateKeyFile?: string | undefined;
        readonly passwordFile?: string | undefined;
      }
    | undefined;
}

/** Forbidden mode bits; a group such as `ssl-cert` may read some files. */
const [nobodyElse, notOthers, notWritten] = [0o077, 0o037, 0o022];

export function readKeys({ gallery, groups, uplink }: KeyPlaces): readonly KeyReading[] {
  const keys = [readKey({ use: 'gallery key', forbidden: nobodyElse, ...gallery }, () => void readKeyFile(gallery))];
  const add = (use: string, path: string | undefined, forbidden: number, read: (path: string) => Date | undefined) => {
    if (path !== undefined) keys.push(readKey({ use, path, forbidden, credential: false }, () => read(path)));
  };
  for (const { name, keyFile } of groups)
    add(`key of @${name}`, keyFile, nobodyElse, (path) => void readKeyFile({ path, credential: false }));
  if (uplink === undefined) return keys;
  const certificate = (setting: string) => (path: string) => new Date(readCertificate(setting, path).first.validTo);
  add('root key', uplink.rootKeyFile, notWritten, (path) => void readRootKey(path));
  add('authority', uplink.caFile, notWritten, certificate('uplink.caFile'));
  add('certificate', uplink.certFile, notWritten, certificate('uplink.certFile'));
  add('private key', uplink.privateKeyFile, notOthers, (path) => void readPrivateKey(path));
  add('password', uplink.passwordFile, notOthers, (path) => void readPassword(path));
  return keys;
}

/** @param read returns when it expires, if ever; throws if it cannot be used */
function readKey(known: Omit<KeyReading, 'mode' | 'fault'>, read: () => Date | undefined): KeyReading {
  const mode = statSync(known.path, { throwIfNoEntry: false })?.mode;
  const found = { ...known, ...(mode === undefined ? {} : { mode: mode & 0o777 }) };
  try {
    const until = read();
    return until === undefined ? found : { ...found, validUntil: until.getTime() };
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    const { code, message, remedy } = error;
    return { ...found, fault: { code, message, remedy } };
  }
}
