import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { UplinkError } from '../../base/errors.js';
import type { TlsFiles } from './socket.js';

export interface AccessFiles {
  readonly caFile?: string;
  readonly certFile?: string;
  readonly privateKeyFile?: string;
  readonly passwordFile?: string;
}

export interface CredentialFiles extends AccessFiles {
  readonly rootKeyFile: string;
}

/** Credentials of a client. */
export interface Access {
  readonly tls: TlsFiles;
  readonly password?: Buffer;
}

export interface Credentials extends Access {
  /** Public. */
  readonly rootKey: KeyObject;
}

/**
 * Reads the files that the configuration names.
 * @throws UplinkError `uplink.file`, `uplink.root-key`, `uplink.certificate`, `uplink.private-key`, `uplink.key-pair`
 */
export function readCredentials(files: CredentialFiles): Credentials {
  return { rootKey: readRootKey(files.rootKeyFile), ...readAccess(files) };
}

/** @throws UplinkError `uplink.file`, `uplink.certificate`, `uplink.private-key`, `uplink.key-pair` */
export function readAccess({ caFile, certFile, privateKeyFile, passwordFile }: AccessFiles): Access {
  const key = privateKeyFile === undefined ? undefined : readPrivateKey(privateKeyFile);
  const own = certFile === undefined ? undefined : readCertificate('uplink.certFile', certFile);
  if (key && own && !own.first.checkPrivateKey(key.key)) {
    throw new UplinkError('uplink.key-pair', `${privateKeyFile} is not the key of the certificate ${certFile}`, {
      remedy:
        'Set uplink.privateKeyFile to the key that this certificate was requested with, or request a new certificate with this key.',
      context: { certFile, privateKeyFile },
    });
  }
  return {
    tls: {
      ...(caFile === undefined ? {} : { ca: readCertificate('uplink.caFile', caFile).pem }),
      ...(own === undefined ? {} : { cert: own.pem }),
      ...(key === undefined ? {} : { key: key.pem }),
    },
    ...(passwordFile === undefined ? {} : { password: readPassword(passwordFile) }),
  };
}

/** @throws UplinkError `uplink.file` */
export function readPassword(path: string): Buffer {
  // Editors add a final line break that is not part of the password.
  return Buffer.from(
    read('uplink.passwordFile', path)
      .toString('utf8')
      .replace(/\r?\n$/, ''),
  );
}

/** The certificates in a PEM file, and the first of them. @throws UplinkError `uplink.file`, `uplink.certificate` */
export function readCertificate(
  setting: string,
  path: string,
): { readonly pem: Buffer; readonly first: X509Certificate } {
  const pem = read(setting, path);
  try {
    return { pem, first: new X509Certificate(pem) };
  } catch (cause) {
    throw new UplinkError('uplink.certificate', `${path} contains no certificate`, {
      remedy: `Set ${setting} to a certificate in PEM format (-----BEGIN CERTIFICATE-----), then restart Ostiary.`,
      context: { path },
      cause,
    });
  }
}

/** @throws UplinkError `uplink.file`, `uplink.private-key` */
export function readPrivateKey(path: string): { readonly pem: Buffer; readonly key: KeyObject } {
  const pem = read('uplink.privateKeyFile', path);
  try {
    return { pem, key: createPrivateKey(pem) };
  } catch {
    // No cause: it may quote the key.
    throw new UplinkError('uplink.private-key', `${path} contains no private key without a passphrase`, {
      remedy: 'Set uplink.privateKeyFile to a private key in PEM format without a passphrase, then restart Ostiary.',
      context: { path },
    });
  }
}

function read(setting: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new UplinkError('uplink.file', `cannot read ${setting}: ${(cause as Error).message}`, {
      remedy: 'Copy the file there, make it readable for the user that runs Ostiary, then restart Ostiary.',
      context: { path },
      cause,
    });
  }
}

/** The public key that signs the key ring. @throws UplinkError `uplink.file`, `uplink.root-key` */
export function readRootKey(path: string): KeyObject {
  const content = read('uplink.rootKeyFile', path);
  try {
    const key = createPublicKey(content);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Told below, as for a key of another kind.
  }
  throw new UplinkError('uplink.root-key', `${path} contains no Ed25519 public key`, {
    remedy:
      'Set uplink.rootKeyFile to the site’s public root key in PEM format (openssl pkey -in root.pem -pubout), then restart the daemon.',
    context: { path },
  });
}
