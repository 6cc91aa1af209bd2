import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { CompactEncrypt, calculateJwkThumbprint } from 'jose';
import type { SealJwk } from '../../src/adapters/mqtt/wire/sealed.js';

/** What the site encrypts, as PROTOCOL.md says. */

const enc = 'A256GCM';

/** For one terminal, by the sealKey in its info. */
export async function sealToTerminal(plain: Uint8Array, jwk: SealJwk): Promise<string> {
  const header = { alg: 'ECDH-ES', enc, kid: await calculateJwkThumbprint(jwk) };
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  return new CompactEncrypt(plain).setProtectedHeader(header).encrypt(key);
}

/** For everybody who has the key of a group. */
export function sealToGroup(plain: Uint8Array, key: KeyObject): Promise<string> {
  const kid = createHash('sha256').update(key.export()).digest('hex').slice(0, 16);
  return new CompactEncrypt(plain).setProtectedHeader({ alg: 'dir', enc, kid }).encrypt(key);
}
