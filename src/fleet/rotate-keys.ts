import type { Role } from '../protocol/domain/key-ring.js';
import type { KeysMade, MissingKeys } from './create-keys.js';
import { withKey } from './domain/key-rotation.js';
import type { GalleryKeys } from './ports/gallery-keys.js';
import type { SigningKeys } from './ports/signing-keys.js';

/** A new key for a role; those that had it are revoked by the same signature. @throws StoreError `keys.*` */
export async function rotateRole(
  role: Role,
  { label, rootFile }: Omit<MissingKeys, 'groups'>,
  signing: SigningKeys,
): Promise<KeysMade> {
  const root = signing.root(rootFile);
  const { key, file } = signing.createKey(role, label);
  const ring = withKey(signing.ring(), key, { instead: true });
  await signing.sign(ring, root);
  return { files: [file], ring };
}

interface Dependencies {
  readonly signing: Pick<SigningKeys, 'root'>;
  readonly galleries: Pick<GalleryKeys, 'require' | 'replaceGroup'>;
}

/** Replaces the key of each group; terminals need a delivery to get it. @throws CommandRejected `keys.no-group`; StoreError (rejects) */
export async function rotateGroupKeys(
  groups: readonly string[],
  rootFile: string | undefined,
  { signing, galleries }: Dependencies,
): Promise<void> {
  // Before anything is changed: without the root key nobody would get the new keys.
  signing.root(rootFile);
  for (const group of groups) galleries.require(group);
  for (const group of groups) await galleries.replaceGroup(group);
}
