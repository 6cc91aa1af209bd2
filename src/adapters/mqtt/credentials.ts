import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { UplinkError } from '../../domain/errors.js';
import type { TlsFiles } from './socket.js';

export interface CredentialFiles {
  readonly rootKeyFile: string;
  readonly caFile?: string;
  readonly certFile?: string;
  readonly privateKeyFile?: string;
  readonly passwordFile?: string;
}

export interface Credentials {
  /** Public. */
  readonly rootKey: KeyObject;
  readonly tls: TlsFiles;
  readonly password?: Buffer;
}

/** Reads what the configuration names by path. @throws UplinkError `uplink.file`, `uplink.root-key` */
export function readCredentials(files: CredentialFiles): Credentials {
  const { rootKeyFile, caFile, certFile, privateKeyFile, passwordFile } = files;
  return {
    rootKey: rootKey(rootKeyFile),
    tls: {
      ...(caFile === undefined ? {} : { ca: read('uplink.caFile', caFile) }),
      ...(certFile === undefined ? {} : { cert: read('uplink.certFile', certFile) }),
      ...(privateKeyFile === undefined ? {} : { key: read('uplink.privateKeyFile', privateKeyFile) }),
    },
    // Editors end a file with a line break that is no part of the password.
    ...(passwordFile === undefined
      ? {}
      : {
          password: Buffer.from(
            read('uplink.passwordFile', passwordFile)
              .toString('utf8')
              .replace(/\r?\n$/, ''),
          ),
        }),
  };
}

function read(setting: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new UplinkError('uplink.file', `${setting} cannot be read: ${(cause as Error).message}`, {
      remedy: 'Put the file there, readable by the user that runs Ostiary, then restart the daemon.',
      context: { path },
      cause,
    });
  }
}

function rootKey(path: string): KeyObject {
  const content = read('uplink.rootKeyFile', path);
  try {
    const key = createPublicKey(content);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Told below, as for a key of another kind.
  }
  throw new UplinkError('uplink.root-key', `${path} holds no Ed25519 public key`, {
    remedy:
      'Give the public part of the site’s root key as PEM (openssl pkey -in root.pem -pubout), then restart the daemon.',
    context: { path },
  });
}
