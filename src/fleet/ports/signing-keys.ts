import type { KeyRing, Role, TrustedKey } from '../../protocol/domain/key-ring.js';

/** The private root key of the site, which signs what terminals obey blindly. */
export interface RootKey {
  sign(document: object, kind: 'ostiary-keys' | 'ostiary-group-keys'): string;
}

/** The keys with which the site signs: the root key, a key for each role, and the ring in which terminals find those of roles. */
export interface SigningKeys {
  hasRoot(): boolean;
  /** @returns the files that were made. @throws StoreError `keys.exists`, `keys.unwritable` */
  createRoot(): readonly string[];
  /** The private root key. @param file where it is, when it is kept elsewhere. @throws StoreError `keys.*` */
  root(file?: string): RootKey;
  /** Creates a key, which is not valid until it is in a ring. @throws StoreError `keys.unwritable` */
  createKey(role: Role, label: string): { readonly key: TrustedKey; readonly file: string };
  /** Whether the private half of a key is here. */
  has(role: Role, id: string): boolean;
  /** The latest signed ring; empty before the first. @throws StoreError `keys.ring` */
  ring(): KeyRing;
  /** The signed ring for publishing; undefined before the first. */
  signedRing(): string | undefined;
  /** Signs the ring and keeps it: the one moment at which a key begins or ends to count. */
  sign(ring: KeyRing, root: RootKey): Promise<void>;
}
