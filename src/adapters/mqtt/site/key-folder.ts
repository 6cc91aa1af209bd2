import { createPublicKey, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandRejected, StoreError } from '../../../domain/errors.js';
import { emptyRing, type KeyRing, type Role, type TrustedKey } from '../../../domain/key-ring.js';
import { liveKey } from '../../../domain/key-rotation.js';
import { writeWhole } from '../../whole-file.js';
import { parseJson } from '../wire/bounded-json.js';
import { keyIdOf, parseSigned, rawPublicKey, requireSignature, signText } from '../wire/jws.js';
import { keyRing as keyRingSchema } from '../wire/schemas/documents.js';
import { newPrivateKey, readPrivateKey, writeNewKey } from './private-key.js';

/**
 * The keys of a site as files: `root.pem` and `root.pub`, `<role>-<id>.pem` for each key of a role, and `ring.jws`, the signed key ring,
 * whose replacement is the one moment at which a key begins or ends to count.
 */
export class KeyFolder {
  readonly #folder: string;
  readonly #site: string;

  constructor(folder: string, site: string) {
    this.#folder = folder;
    this.#site = site;
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  hasRoot(): boolean {
    return existsSync(this.path('root.pub'));
  }

  /** @throws StoreError `keys.exists`, `keys.unwritable` */
  createRoot(): void {
    const root = newPrivateKey();
    writeNewKey(this.path('root.pem'), root);
    writeNewKey(this.path('root.pub'), createPublicKey(root));
  }

  /** A key that no terminal obeys before it is in a ring. @throws StoreError `keys.unwritable` */
  createKey(role: Role, label: string): TrustedKey {
    const key = newPrivateKey();
    const raw = rawPublicKey(key);
    const id = keyIdOf(raw);
    writeNewKey(this.keyFile(role, id), key);
    return { id, publicKey: raw.toString('base64url'), roles: [role], label, revoked: false };
  }

  /** The ring as it was signed last; empty before the first. @throws StoreError `keys.ring` */
  ring(): KeyRing {
    const text = this.signedRing();
    if (text === undefined) return emptyRing;
    try {
      const signed = parseSigned(Buffer.from(text), 'ostiary-keys');
      requireSignature(signed, createPublicKey(readFileSync(this.path('root.pub'))));
      const ring = parseJson(signed.payload, keyRingSchema, { depth: 8, count: 20_000 });
      if (ring.site === this.#site) return { version: ring.version, keys: ring.keys };
      throw new Error(`it is of the site ${ring.site}, the configuration says ${this.#site}`);
    } catch (cause) {
      throw new StoreError('keys.ring', `${this.path('ring.jws')} cannot be used: ${(cause as Error).message}`, {
        remedy: 'Restore ring.jws and root.pub from their copy; check uplink.site and keys.folder.',
        cause,
      });
    }
  }

  /** The signed ring, to be published; undefined before the first. */
  signedRing(): string | undefined {
    const path = this.path('ring.jws');
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
  }

  /** Signs the ring and keeps it. @param rootFile where the root key is, when it is kept elsewhere. @throws StoreError `keys.*` */
  async sign({ version, keys }: KeyRing, rootFile = this.path('root.pem')): Promise<string> {
    const root = readPrivateKey(rootFile);
    if (!createPublicKey(root).equals(createPublicKey(readFileSync(this.path('root.pub'))))) {
      throw new StoreError('keys.root', `${rootFile} is not the root key of this site`, {
        remedy: `Name the private key that belongs to ${this.path('root.pub')}.`,
      });
    }
    const entries = keys.map(({ id: _, ...entry }) => entry);
    const signed = signText({ site: this.#site, version, keys: entries }, 'ostiary-keys', root);
    await writeWhole(this.path('ring.jws'), `${signed}\n`);
    return signed;
  }

  /** The private key with which this role is exercised now. @throws CommandRejected `keys.no-role`; StoreError `keys.*` */
  signer(role: Role, now: number): KeyObject {
    const key = liveKey(this.ring(), role, now);
    if (key !== undefined) return readPrivateKey(this.keyFile(role, key.id));
    throw new CommandRejected('keys.no-role', `there is no valid key with the role ${role} in the key ring`, {
      remedy: 'Make the keys of the site: ostiary fleet keys create.',
    });
  }

  keyFile(role: Role, id: string): string {
    return this.path(`${role}-${id}.pem`);
  }
}
