import { createPublicKey, type KeyObject } from 'node:crypto';
import { CompactEncrypt, type CompactJWEHeaderParameters, calculateJwkThumbprint, compactDecrypt } from 'jose';
import { CommandRejected } from '../../base/errors.js';
import type { SealKey } from '../domain/group-keys.js';

/**
 * Encrypted text: JWE compact serialisation (RFC 7516) with AES-256-GCM, for one terminal (ECDH-ES over P-256) or for all holders of a
 * group key (`dir`). The signed message around it identifies the sender.
 */

const accepted = { keyManagementAlgorithms: ['dir', 'ECDH-ES'], contentEncryptionAlgorithms: ['A256GCM'] };

/** @param key public or private, on P-256 */
export function sealJwk(key: KeyObject): SealKey {
  const { x, y } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  return { kty: 'EC', crv: 'P-256', x: x as string, y: y as string };
}

/** The id of a terminal's public encryption key: its JWK thumbprint (RFC 7638). */
export const sealKeyId = (jwk: SealKey): Promise<string> => calculateJwkThumbprint(jwk);

/** Encrypts for the terminal with this key. @throws Error (rejects) if the key is invalid */
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
      `the content is encrypted with key ${kid.slice(0, 64)}, which this terminal does not have`,
      {
        remedy: 'Encrypt it for the sealKey, or with a group key, that the terminal lists in its info.',
      },
    );
  };
  try {
    return (await compactDecrypt(text, find, accepted)).plaintext;
  } catch (cause) {
    if (cause instanceof CommandRejected) throw cause;
    throw new CommandRejected('envelope.sealed', 'the content cannot be decrypted', {
      remedy: 'Encrypt it as a JWE, as described in docs/protocol/PROTOCOL.md.',
      cause,
    });
  }
}
