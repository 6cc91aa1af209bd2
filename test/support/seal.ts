import { createHash, type KeyObject } from 'node:crypto';
import { CompactEncrypt } from 'jose';

/** What the site encrypts for everybody who has the key of a group, as PROTOCOL.md says. */
export function sealToGroup(plain: Uint8Array, key: KeyObject): Promise<string> {
  const kid = createHash('sha256').update(key.export()).digest('hex').slice(0, 16);
  return new CompactEncrypt(plain).setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid }).encrypt(key);
}
