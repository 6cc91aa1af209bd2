import type { SealKey } from '../../protocol/domain/group-keys.js';
import type { RootKey } from './signing-keys.js';

/** The secret keys of galleries: one seals the master gallery, one of each group what is pushed to its terminals. */
export interface GalleryKeys {
  /** Groups that have a key. */
  groups(): readonly string[];
  /** The id of each group’s present key. @throws StoreError `key.*` */
  ids(): ReadonlyMap<string, string>;
  /** @throws CommandRejected `keys.no-group` unless the group has a key that can be read; StoreError `key.*` */
  require(group: string): void;
  /** @returns the file that was made, unless the master gallery has a key. @throws StoreError `key.unwritable` */
  createMaster(): string | undefined;
  /** @returns the file that was made, unless the group has a key. @throws StoreError `key.unwritable` */
  createGroup(group: string): string | undefined;
  /** A new key in the place of the group’s; nobody has it before it is delivered. @throws StoreError (rejects) `key.unwritable` */
  replaceGroup(group: string): Promise<void>;
  /** The keys of these groups for one terminal: sealed for it, and signed by the root key (PROTOCOL.md). */
  deliveryOf(delivery: Delivery, sealKey: SealKey, root: RootKey): Promise<string>;
}

export interface Delivery {
  readonly terminal: string;
  readonly version: number;
  readonly groups: readonly string[];
}
