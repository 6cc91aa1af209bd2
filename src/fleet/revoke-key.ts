import type { KeyRing } from '../protocol/domain/key-ring.js';
import { withoutKey } from './domain/key-rotation.js';
import type { SigningKeys } from './ports/signing-keys.js';

/** Terminals refuse this key by name once they have the ring. @throws CommandRejected `key.unknown`; StoreError `keys.*` */
export async function revokeKey(
  id: string,
  rootFile: string | undefined,
  signing: Pick<SigningKeys, 'ring' | 'root' | 'sign'>,
): Promise<KeyRing> {
  const ring = withoutKey(signing.ring(), id);
  await signing.sign(ring, signing.root(rootFile));
  return ring;
}
