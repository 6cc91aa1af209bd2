import type { KeyObject } from 'node:crypto';
import { AuditReader } from '../audit/sqlite/audit-reader.js';
import type { Clock } from '../base/clock.js';
import { exportArchive, importArchive } from '../gallery/archive/archive.js';
import { importPeople } from '../gallery/import-people.js';
import { SqliteGalleryStore } from '../gallery/sqlite/gallery-store.js';
import { bootId } from '../platform/boot-id.js';
import { locateKeyFile, readKeyFile } from '../platform/key-file.js';
import { systemClock } from '../platform/system-clock.js';
import type { TerminalConfig } from '../settings/schema/schema.js';

export interface OpenStore {
  readonly store: SqliteGalleryStore;
  readonly key: KeyObject;
  readonly clock: Clock;
}

type StoreConfig = Pick<TerminalConfig, 'store'>;

/** @throws StoreError `key.*`, `store.*` */
export function openGalleryStore(config: StoreConfig, { create }: { readonly create: boolean }): OpenStore {
  const key = readKeyFile(locateKeyFile(config.store.keyFile, process.env));
  return {
    store: new SqliteGalleryStore({ path: config.store.database, create, key, bootId }),
    key,
    clock: systemClock(),
  };
}

/** @throws StoreError */
export function openAuditLog(config: TerminalConfig): AuditReader {
  return new AuditReader(config.store.database);
}

/** Returns how many people were written. @throws StoreError */
export function exportGallery(
  { store, key }: OpenStore,
  file: string,
  onPerson: (id: string) => void,
): Promise<number> {
  return exportArchive(store, key, file, onPerson);
}

/** @throws StoreError `archive.*`: nobody was imported; `store.*`: earlier people stay, and importing again continues. */
export function importGallery(
  { store, key, clock }: OpenStore,
  file: string,
  choices: { readonly replace: boolean; readonly onPerson: (id: string, of: number) => void },
): { readonly added: number; readonly skipped: number } {
  return importPeople(importArchive(key, file), store, clock, choices);
}
