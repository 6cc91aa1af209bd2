import { createHash, createHmac, type KeyObject, webcrypto } from 'node:crypto';
import { CommandRejected } from '../../base/errors.js';

const { subtle } = webcrypto;
const nonceBytes = 12;

/** Opens and seals the chunks of one group: AES-256-GCM, as nonce (12 bytes), ciphertext, tag (16 bytes). Works off the event loop. */
export interface ChunkSeal {
  readonly keyId: string;
  readonly key: KeyObject;
  seal(plain: Uint8Array): Promise<Buffer>;
  /** @throws CommandRejected `gallery.sealed` */
  open(sealed: Uint8Array): Promise<Buffer>;
}

/** The id of a group’s key: the first 16 hex digits of its SHA-256. */
export const groupKeyId = (key: KeyObject): string =>
  createHash('sha256').update(key.export()).digest('hex').slice(0, 16);

/** @param key 32 bytes */
export async function chunkSeal(key: KeyObject, site: string, group: string): Promise<ChunkSeal> {
  const raw = key.export();
  const cipher = await subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
  const additionalData = Buffer.from(`ostiary/v1/${site}/@${group}/gallery`);
  const parameters = (iv: Uint8Array) => ({ name: 'AES-GCM', iv, additionalData, tagLength: 128 });
  return {
    keyId: groupKeyId(key),
    key,
    async seal(plain) {
      // Derived from the content: the same people give the same chunk, and no two contents share a nonce.
      const nonce = createHmac('sha256', raw)
        .update('ostiary chunk nonce')
        .update(plain)
        .digest()
        .subarray(0, nonceBytes);
      return Buffer.concat([nonce, Buffer.from(await subtle.encrypt(parameters(nonce), cipher, plain))]);
    },
    async open(sealed) {
      try {
        const nonce = sealed.subarray(0, nonceBytes);
        return Buffer.from(await subtle.decrypt(parameters(nonce), cipher, sealed.subarray(nonceBytes)));
      } catch (cause) {
        throw new CommandRejected('gallery.sealed', 'a chunk cannot be decrypted with the key of its group', {
          remedy:
            'Deliver the group’s current key to this terminal (ostiary fleet keys deliver), then push the gallery again (ostiary fleet push).',
          cause,
        });
      }
    },
  };
}

/** Lower-case hex; computed off the event loop. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await subtle.digest('SHA-256', bytes)).toString('hex');
}
