import { type KeyRing, roles } from '../protocol/domain/key-ring.js';
import { liveKey, withKey } from './domain/key-rotation.js';
import type { GalleryKeys } from './ports/gallery-keys.js';
import type { SigningKeys } from './ports/signing-keys.js';

export interface KeysMade {
  readonly files: readonly string[];
  readonly ring: KeyRing;
}

export interface MissingKeys {
  /** Groups that are to have keys. */
  readonly groups: readonly string[];
  readonly label: string;
  /** Where the root key is, when it is kept elsewhere. */
  readonly rootFile: string | undefined;
}

interface Dependencies {
  readonly signing: SigningKeys;
  readonly galleries: Pick<GalleryKeys, 'createMaster' | 'createGroup'>;
}

/** Makes every key that the site lacks; what is there stays. @param now milliseconds since 1970. @throws StoreError `keys.*`, `key.*` */
export async function createKeys(
  { groups, label, rootFile }: MissingKeys,
  now: number,
  { signing, galleries }: Dependencies,
): Promise<KeysMade> {
  const files: string[] = [];
  const made = (file: string | undefined): void => void (file !== undefined && files.push(file));
  if (!signing.hasRoot()) files.push(...signing.createRoot());
  made(galleries.createMaster());
  for (const group of groups) made(galleries.createGroup(group));
  const before = signing.ring();
  const missing = roles.filter((role) => liveKey(before, role, now) === undefined);
  if (missing.length === 0) return { files, ring: before };
  const root = signing.root(rootFile);
  let ring = before;
  for (const role of missing) {
    const { key, file } = signing.createKey(role, label);
    made(file);
    ring = withKey(ring, key, { instead: false });
  }
  ring = { ...ring, version: before.version + 1 };
  await signing.sign(ring, root);
  return { files, ring };
}
