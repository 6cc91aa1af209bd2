import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { CommandRejected } from '../../base/errors.js';

/**
 * Signed text: JWS compact serialisation (RFC 7515) with Ed25519 (RFC 8037). The signature covers the bytes as sent, so verifying needs no
 * second serialisation.
 *
 * Not by `jose`: its compactVerify accepts what must be refused (more fields in the header, padding, stray trailing bits), needs the
 * key before the text can be read, and is asynchronous, so that a message could overtake the key ring that was sent before it.
 */

/** The purpose of a signature, in the protected header, so that a text signed for one purpose is invalid for others. */
export type Purpose = 'ostiary-command' | 'ostiary-keys' | 'ostiary-group-keys' | 'ostiary-gallery' | 'ostiary-ack';

/** A signed text, parsed but not verified. */
export interface Signed {
  readonly keyId: string;
  readonly payload: Buffer;
  /** The bytes that the signature covers. */
  readonly signing: Buffer;
  readonly signature: Buffer;
}

const shape = /^([\w-]{1,256})\.([\w-]+)\.([\w-]{86})$/;
const keyIdPattern = /^[0-9a-f]{16}$/;

/** The first 16 hex digits of the SHA-256 of the raw public key. */
export function keyIdOf(raw: Uint8Array): string {
  return createHash('sha256').update(raw).digest('hex').slice(0, 16);
}

/** The 32 raw bytes of an Ed25519 key, public or private. */
export function rawPublicKey(key: KeyObject): Buffer {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return Buffer.from(publicKey.export({ format: 'jwk' }).x as string, 'base64url');
}

export function publicKeyOf(raw: Uint8Array): KeyObject {
  const key = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(raw).toString('base64url') };
  return createPublicKey({ key, format: 'jwk' });
}

export function signText(payload: object, purpose: Purpose, key: KeyObject): string {
  const header = { alg: 'EdDSA', kid: keyIdOf(rawPublicKey(key)), typ: purpose };
  const signing = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${signing}.${sign(null, Buffer.from(signing), key).toString('base64url')}`;
}

/** Parses the text. @throws CommandRejected `envelope.malformed` */
export function parseSigned(bytes: Buffer, purpose: Purpose): Signed {
  const [, header = '', payload = '', signature = ''] = shape.exec(bytes.toString('latin1').trimEnd()) ?? [];
  const [headerBytes, payloadBytes, signatureBytes] = [header, payload, signature].map(decode);
  const keyId = headerBytes && keyIdIn(headerBytes.toString('utf8'), purpose);
  if (!payloadBytes || signatureBytes?.length !== 64 || keyId === undefined) {
    throw new CommandRejected('envelope.malformed', `the message is not a signed text of type ${purpose}`, {
      remedy: 'Send a JWS in compact form, as described in docs/protocol/PROTOCOL.md.',
    });
  }
  return { keyId, payload: payloadBytes, signing: Buffer.from(`${header}.${payload}`), signature: signatureBytes };
}

/** @throws CommandRejected `envelope.signature` */
export function requireSignature({ signing, signature, keyId }: Signed, key: KeyObject): void {
  if (verify(null, signing, key, signature)) return;
  throw new CommandRejected('envelope.signature', `the signature does not match key ${keyId}`, {
    remedy: 'Sign exactly the bytes that you send, with the key named in the header.',
  });
}

/** Accepts only the canonical form: stray trailing bits would give two texts for the same bytes. */
function decode(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return text !== '' && bytes.toString('base64url') === text ? bytes : undefined;
}

function keyIdIn(header: string, purpose: Purpose): string | undefined {
  try {
    const { alg, kid, typ, ...others } = JSON.parse(header) as Record<string, unknown>;
    const known = alg === 'EdDSA' && typ === purpose && Object.keys(others).length === 0;
    return known && typeof kid === 'string' && keyIdPattern.test(kid) ? kid : undefined;
  } catch {
    return undefined;
  }
}
