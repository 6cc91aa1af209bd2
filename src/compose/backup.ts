import { existsSync } from 'node:fs';
import { SqliteAuditStore } from '../audit/sqlite/audit-store.js';
import { makeBackup } from '../backup/make-backup.js';
import type { GalleryRotation } from '../backup/ports/gallery-rotation.js';
import { type Restored, restoreBackup } from '../backup/restore-backup.js';
import { type Rotated, rotateGalleryKey } from '../backup/rotate-gallery-key.js';
import { databaseFiles } from '../backup/sqlite/database-files.js';
import { draftBeside } from '../backup/tar/draft-folder.js';
import { SqliteGalleryStore } from '../gallery/sqlite/gallery-store.js';
import { bootId } from '../platform/boot-id.js';
import { adoptNextKey, createKeyFile, locateKeyFile, nextKeyFile, readKeyFile } from '../platform/key-file.js';
import { systemClock } from '../platform/system-clock.js';
import { openSiteLayerFile } from '../settings/from-site/site-layer-file.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { version } from '../version.js';
import { askRunningDaemon } from './control-client.js';

/** @throws StoreError `store.*`, `backup.unwritable` */
export function backup(config: TerminalConfig, configFile: string, archive: string) {
  const source = { database: config.store.database, configFile, terminal: config.terminal.name, version };
  const settings = openSiteLayerFile(config);
  return makeBackup(source, archive, new Date(), { files: databaseFiles, settings, draftBeside });
}

/**
 * @throws CommandRejected `daemon.running`, `backup.unreadable`; StoreError `store.*`, `audit.broken`, `key.*`: nothing was changed then.
 */
export function restore(config: TerminalConfig, archive: string): Promise<Restored> {
  const clock = systemClock();
  return restoreBackup(archive, config.store.database, () => new Date(), {
    askDaemon: () => askRunningDaemon(config, '/status'),
    files: databaseFiles,
    settings: openSiteLayerFile(config),
    draftBeside,
    requireKey(path) {
      const key = readKeyFile(locateKeyFile(config.store.keyFile, process.env));
      new SqliteGalleryStore({ path, key, bootId }).close();
    },
    async appendEvent(path, event) {
      const store = await SqliteAuditStore.open({ path, bootId, clock });
      await store.append([event]).finally(() => store.close());
    },
    clock,
  });
}

/** @throws CommandRejected `daemon.running`; StoreError `key.*`, `gallery.unsealable` */
export function rotateKey(config: TerminalConfig): Promise<Rotated> {
  return rotateGalleryKey(() => new Date(), {
    askDaemon: () => askRunningDaemon(config, '/status'),
    rotation: rotationOf(config),
    clock: systemClock(),
  });
}

function rotationOf({ store: { keyFile, database: path } }: TerminalConfig): GalleryRotation {
  const files = { present: keyFile, next: nextKeyFile(keyFile) };
  const keyOf = (which: keyof typeof files) => readKeyFile({ path: files[which], credential: false });
  return {
    createNextKey() {
      if (!existsSync(files.next)) createKeyFile(files.next);
    },
    open(by) {
      const store = new SqliteGalleryStore({ path, key: keyOf(by), bootId });
      return { sealWithNext: (event) => store.rekey(keyOf('next'), event), close: () => store.close() };
    },
    adoptNextKey: (now) => adoptNextKey(keyFile, now),
  };
}
