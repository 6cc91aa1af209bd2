import { createPublicKey, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandRejected, StoreError } from '../../base/errors.js';
import { writeWhole } from '../../platform/write-file.js';
import { emptyRing, type KeyRing, type Role, type TrustedKey } from '../../protocol/domain/key-ring.js';
import { keyRing as keyRingSchema } from '../../protocol/schemas/documents.js';
import { parseJson } from '../../protocol/wire/bounded-json.js';
import { keyIdOf, parseSigned, rawPublicKey, requireSignature, signText } from '../../protocol/wire/jws.js';
import { isLive } from '../domain/key-rotation.js';
import type { RootKey, SigningKeys } from '../ports/signing-keys.js';
import { newPrivateKey, readPrivateKey, writeNewKey } from './private-key.js';

/**
 * The keys of a site as files: `root.pem` and `root.pub`, `<role>-<id>.pem` for each key of a role, and `ring.jws`, the signed key ring.
 * Replacing the ring makes keys valid or invalid.
 */
export class SigningKeyFiles implements SigningKeys {
  readonly #folder: string;
  readonly #site: string;

  constructor(folder: string, site: string) {
    this.#folder = folder;
    this.#site = site;
  }

  hasRoot(): boolean {
    return existsSync(this.#path('root.pub'));
  }

  createRoot(): readonly string[] {
    const root = newPrivateKey();
    const files = ['root.pem', 'root.pub'].map((name) => this.#path(name)) as [string, string];
    writeNewKey(files[0], root);
    writeNewKey(files[1], createPublicKey(root));
    return files;
  }

  createKey(role: Role, label: string): { readonly key: TrustedKey; readonly file: string } {
    const key = newPrivateKey();
    const raw = rawPublicKey(key);
    const id = keyIdOf(raw);
    const file = this.#keyFile(role, id);
    writeNewKey(file, key);
    return { key: { id, publicKey: raw.toString('base64url'), roles: [role], label, revoked: false }, file };
  }

  has(role: Role, id: string): boolean {
    return existsSync(this.#keyFile(role, id));
  }

  #rootPublic(): KeyObject {
    const path = this.#path('root.pub');
    try {
      return createPublicKey(readFileSync(path));
    } catch (cause) {
      throw new StoreError('keys.root-public', `${path} contains no public key: ${(cause as Error).message}`, {
        remedy: 'Check keys.folder. Restore the file from a copy, or from a terminal (uplink.rootKeyFile).',
        context: { path },
        cause,
      });
    }
  }

  ring(): KeyRing {
    const text = this.signedRing();
    if (text === undefined) return emptyRing;
    try {
      const signed = parseSigned(Buffer.from(text), 'ostiary-keys');
      requireSignature(signed, this.#rootPublic());
      const ring = parseJson(signed.payload, keyRingSchema, { depth: 8, count: 20_000 });
      if (ring.site === this.#site) return { version: ring.version, keys: ring.keys };
      throw new Error(`it belongs to the site ${ring.site}, but the configuration names ${this.#site}`);
    } catch (cause) {
      throw new StoreError('keys.ring', `${this.#path('ring.jws')} cannot be used: ${(cause as Error).message}`, {
        remedy: 'Check uplink.site and keys.folder, or restore ring.jws and root.pub from their copy.',
        cause,
      });
    }
  }

  signedRing(): string | undefined {
    const path = this.#path('ring.jws');
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
  }

  root(rootFile = this.#path('root.pem')): RootKey {
    const root = readPrivateKey(rootFile);
    if (!createPublicKey(root).equals(this.#rootPublic())) {
      throw new StoreError('keys.root', `${rootFile} is not the root key of this site`, {
        remedy: `Name the private key that belongs to ${this.#path('root.pub')}.`,
      });
    }
    return { sign: (document, kind) => signText(document, kind, root) };
  }

  async sign({ version, keys }: KeyRing, root: RootKey): Promise<void> {
    const entries = keys.map(({ id: _, ...entry }) => entry);
    const signed = root.sign({ site: this.#site, version, keys: entries }, 'ostiary-keys');
    // It contains no secrets, and a collector may run as another user.
    await writeWhole(this.#path('ring.jws'), `${signed}\n`, 0o644);
  }

  /** The private key that currently signs for this role. @throws CommandRejected `keys.no-role`; StoreError `keys.*` */
  signer(role: Role, now: number): KeyObject {
    const live = this.ring().keys.filter((key) => key.roles.includes(role) && isLive(key, now));
    // Other people at the site may have their own keys.
    const key = live.findLast(({ id }) => this.has(role, id)) ?? live.at(-1);
    if (key !== undefined) return readPrivateKey(this.#keyFile(role, key.id));
    throw new CommandRejected(
      'keys.no-role',
      `the key ring contains no valid key with the role ${role} whose private part is here`,
      {
        remedy: 'Create the keys of the site: ostiary fleet keys create.',
      },
    );
  }

  #keyFile(role: Role, id: string): string {
    return this.#path(`${role}-${id}.pem`);
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}
