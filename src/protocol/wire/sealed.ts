import { createPublicKey, type KeyObject } from 'node:crypto';
import { CompactEncrypt, type CompactJWEHeaderParameters, calculateJwkThumbprint, compactDecrypt } from 'jose';
import { CommandRejected } from '../../base/errors.js';
import type { SealKey } from '../domain/group-keys.js';

/**
 * Encrypted text: JWE compact serialisation (RFC 7516) with AES-256-GCM, for one terminal (ECDH-ES over P-256) or for everybody who
 * has the key of a group (`dir`). Who sent it, the signed message around it tells.
 */

const accepted = { keyManagementAlgorithms: ['dir', 'ECDH-ES'], contentEncryptionAlgorithms: ['A256GCM'] };

/** @param key public or private, on P-256 */
export function sealJwk(key: KeyObject): SealKey {
  const { x, y } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  return { kty: 'EC', crv: 'P-256', x: x as string, y: y as string };
}

/** The JWK thumbprint (RFC 7638) by which a terminal's seal key is named. */
export const sealKeyId = (jwk: SealKey): Promise<string> => calculateJwkThumbprint(jwk);

/** For the one terminal that has this key. @throws Error (rejects) where the key is none */
export async function sealFor(jwk: SealKey, plain: Uint8Array): Promise<string> {
  const header = { alg: 'ECDH-ES', enc: 'A256GCM', kid: await sealKeyId(jwk) };
  return new CompactEncrypt(plain)
    .setProtectedHeader(header)
    .encrypt(createPublicKey({ key: { ...jwk }, format: 'jwk' }));
}

/** @throws CommandRejected (rejects) `envelope.sealed`, `envelope.seal-key` */
export async function openSealed(text: string, keyOf: (id: string) => KeyObject | undefined): Promise<Uint8Array> {
  const find = ({ kid = '' }: CompactJWEHeaderParameters): KeyObject => {
    const key = keyOf(kid);
    if (key !== undefined) return key;
    throw new CommandRejected(
      'envelope.seal-key',
      `the content is sealed with key ${kid.slice(0, 64)}, which is not here`,
      {
        remedy: 'Seal it for the sealKey or a group key that the terminal names in its info.',
      },
    );
  };
  try {
    return (await compactDecrypt(text, find, accepted)).plaintext;
  } catch (cause) {
    if (cause instanceof CommandRejected) throw cause;
    throw new CommandRejected('envelope.sealed', 'the sealed content does not open', {
      remedy: 'Seal it as a JWE as described in docs/protocol/PROTOCOL.md.',
      cause,
    });
  }
}
