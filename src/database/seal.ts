import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** The owner of a sealed template; authenticated, so that a blob cannot be moved to another person. */
export interface SealedFor {
  readonly person: string;
  readonly space: string;
}

/** `values` as nonce (12 bytes), AES-256-GCM ciphertext (float32, little-endian) and tag (16 bytes). */
export function sealTemplate(values: Float32Array, owner: SealedFor, key: KeyObject): Buffer {
  // All platforms of a terminal (x86-64, ARM) are little-endian.
  return sealBytes(Buffer.from(values.buffer, values.byteOffset, values.byteLength), associated(owner), key);
}

/** The sealed values, or undefined if the blob was altered, moved, or sealed with another key. */
export function unsealTemplate(sealed: Buffer, owner: SealedFor, key: KeyObject): Float32Array | undefined {
  const plain = unsealBytes(sealed, associated(owner), key);
  if (plain === undefined || plain.length % 4 !== 0) return undefined;
  const values = new Float32Array(plain.length / 4);
  plain.copy(Buffer.from(values.buffer));
  return values;
}

const checkText = 'ostiary gallery key';

/** A value that only this key can unseal, to distinguish a wrong key from a damaged template. */
export function sealKeyCheck(key: KeyObject): Buffer {
  return sealBytes(Buffer.from(checkText), checkText, key);
}

export function fitsKeyCheck(sealed: Buffer, key: KeyObject): boolean {
  return unsealBytes(sealed, checkText, key)?.toString() === checkText;
}

function associated({ person, space }: SealedFor): string {
  return `${person}\0${space}`;
}

/** Nonce (12 bytes), AES-256-GCM ciphertext and tag (16 bytes). @param owner authenticated owner of the content */
export function sealBytes(plain: Buffer, owner: string, key: KeyObject): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(owner));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Undefined if it was altered, moved, or sealed with another key. */
export function unsealBytes(sealed: Buffer, owner: string, key: KeyObject): Buffer | undefined {
  if (sealed.length < nonceBytes + tagBytes) return undefined;
  const end = sealed.length - tagBytes;
  const cipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(owner));
  cipher.setAuthTag(sealed.subarray(end));
  try {
    return Buffer.concat([cipher.update(sealed.subarray(nonceBytes, end)), cipher.final()]);
  } catch {
    // The authentication tag does not match.
    return undefined;
  }
}
