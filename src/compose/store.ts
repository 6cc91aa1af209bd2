import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { auditEvent } from '../audit/ports/audit-event.js';
import { AuditLog } from '../audit/sqlite/audit-log.js';
import type { Clock } from '../base/clock.js';
import { describe } from '../base/errors.js';
import { exportArchive, importArchive } from '../gallery/archive/archive.js';
import { SqliteGalleryStore } from '../gallery/sqlite/gallery-store.js';
import { createKeyFile, locateKeyFile, readKeyFile } from '../platform/key-file.js';
import { systemClock } from '../platform/system-clock.js';
import type { TerminalConfig } from '../settings/schema/schema.js';

/** Kernel boot id; monotonic instants are comparable only within one. */
export const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

export const createGalleryKey = createKeyFile;

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
export function openAuditLog(config: TerminalConfig): AuditLog {
  return new AuditLog(config.store.database);
}

/** What is wrong with the file, and every person whose templates do not open; empty when all is well. */
export function verifyGallery({ store }: OpenStore, onPerson: (id: string) => void): readonly string[] {
  const unopened = store.people().flatMap(({ id }) => {
    onPerson(id);
    try {
      store.templatesOf(id);
      return [];
    } catch (error) {
      return [`${id}: ${describe(error)}`];
    }
  });
  return [...store.integrityFaults(), ...unopened];
}

/** Returns how many people were written. @throws StoreError */
export function exportGallery(
  { store, key }: OpenStore,
  file: string,
  onPerson: (id: string) => void,
): Promise<number> {
  return exportArchive(store, key, file, onPerson);
}

/**
 * Person by person, so that a daemon's audit never waits for the whole archive.
 * @throws StoreError `archive.*`: then nobody was imported; `store.*`: those before stay, and importing again goes on.
 */
export function importGallery(
  { store, key, clock }: OpenStore,
  file: string,
  replace: boolean,
  onPerson: (id: string, of: number) => void,
): { added: number; skipped: number } {
  const people = importArchive(key, file);
  let added = 0;
  for (const { person, templates } of people) {
    onPerson(person.id, people.length);
    if (!replace && store.person(person.id)) continue;
    const facts = { person: person.id, templates: templates.length };
    store.put(person, templates, auditEvent(clock, 'gallery.imported', facts));
    added++;
  }
  return { added, skipped: people.length - added };
}
