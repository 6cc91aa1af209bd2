import type { KeptSnapshot } from '../domain/snapshot-retention.js';

/** Pictures of attacks on disk, encrypted for the site: the terminal itself cannot open them. */
export interface SnapshotStore {
  /** @throws StoreError `snapshots.key` where this file holds no public key that can encrypt */
  checkKey(keyFile: string): void;
  /** @throws StoreError (rejects) `snapshots.key`, `snapshots.unwritable` */
  save(id: string, jpeg: Uint8Array, keyFile: string): Promise<void>;
  kept(): readonly KeptSnapshot[];
  remove(id: string): void;
}
