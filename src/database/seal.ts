import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** Whom and what a sealed template belongs to; authenticated, so that a blob cannot be moved to another person. */
export interface SealedFor {
  readonly person: string;
  readonly space: string;
}

/** `values` as nonce (12 bytes), AES-256-GCM ciphertext (float32, little-endian) and tag (16 bytes). */
export function sealTemplate(values: Float32Array, owner: SealedFor, key: KeyObject): Buffer {
  // Every platform that Node 20 runs on as a door terminal (x86-64, ARM) is little-endian.
  return sealBytes(Buffer.from(values.buffer, values.byteOffset, values.byteLength), associated(owner), key);
}

/** The values that were sealed, or undefined when the blob was altered, moved, or sealed with another key. */
export function unsealTemplate(sealed: Buffer, owner: SealedFor, key: KeyObject): Float32Array | undefined {
  const plain = unsealBytes(sealed, associated(owner), key);
  if (plain === undefined || plain.length % 4 !== 0) return undefined;
  const values = new Float32Array(plain.length / 4);
  plain.copy(Buffer.from(values.buffer));
  return values;
}

const checkText = 'ostiary gallery key';

/** A value that only this key can unseal, to tell a wrong key from a damaged template. */
export function sealKeyCheck(key: KeyObject): Buffer {
  return sealBytes(Buffer.from(checkText), checkText, key);
}

export function fitsKeyCheck(sealed: Buffer, key: KeyObject): boolean {
  return unsealBytes(sealed, checkText, key)?.toString() === checkText;
}

function associated({ person, space }: SealedFor): string {
  return `${person}\0${space}`;
}

/** Nonce (12 bytes), AES-256-GCM ciphertext and tag (16 bytes). @param owner what it belongs to, authenticated */
export function sealBytes(plain: Buffer, owner: string, key: KeyObject): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(owner));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Undefined when it was altered, moved, or sealed with another key. */
export function unsealBytes(sealed: Buffer, owner: string, key: KeyObject): Buffer | undefined {
  if (sealed.length < nonceBytes + tagBytes) return undefined;
  const end = sealed.length - tagBytes;
  const cipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(owner));
  cipher.setAuthTag(sealed.subarray(end));
  try {
    return Buffer.concat([cipher.update(sealed.subarray(nonceBytes, end)), cipher.final()]);
  } catch {
    // The tag does not fit: the only way that GCM says so.
    return undefined;
  }
}
