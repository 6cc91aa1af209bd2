import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { CommandRejected } from '../../base/errors.js';
import { openSealed, sealJwk, sealKeyId } from '../../protocol/wire/sealed.js';
import { readPrivateKey, writeNewKey } from './private-key.js';

/** The key that opens the terminals' snapshots of attacks: `snapshots.pem`, and `snapshots.pub` for the terminals. */
export class SnapshotKeyFile {
  readonly #private: string;
  readonly #public: string;

  /** @param folder of the site's keys */
  constructor(folder: string) {
    this.#private = join(folder, 'snapshots.pem');
    this.#public = join(folder, 'snapshots.pub');
  }

  /** @returns The files. @throws StoreError `keys.exists`, `keys.unwritable` */
  create(): readonly string[] {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeNewKey(this.#private, privateKey);
    writeNewKey(this.#public, createPublicKey(privateKey));
    return [this.#private, this.#public];
  }

  /** The picture. @throws StoreError (rejects) `keys.*`; CommandRejected `snapshots.unreadable` */
  async open(sealed: string): Promise<Uint8Array> {
    const key = readPrivateKey(this.#private, 'ec');
    const own = await sealKeyId(sealJwk(key));
    try {
      return await openSealed(sealed, (id) => (id === own ? key : undefined));
    } catch (cause) {
      throw new CommandRejected('snapshots.unreadable', `this is no snapshot that ${this.#private} opens`, {
        remedy: 'Give a .jwe file of a terminal that has the snapshots.pub beside this key, unchanged.',
        cause,
      });
    }
  }
}
