import type { AuditRecord } from '../audit/domain/audit.js';
import { AuditReader } from '../audit/sqlite/audit-reader.js';
import { SqliteAuditStore } from '../audit/sqlite/audit-store.js';
import { GalleryView } from '../gallery/gallery-view.js';
import { galleryRevision, loadGallery } from '../gallery/load-gallery.js';
import { SqliteGalleryStore } from '../gallery/sqlite/gallery-store.js';
import { bootId } from '../platform/boot-id.js';
import { locateKeyFile, readKeyFile } from '../platform/key-file.js';
import type { TerminalUplink } from '../uplink/terminal-uplink.js';
import type { TerminalParts } from './terminal-parts.js';
import { type OpenUplink, openUplink } from './uplink.js';

/** Everything that is stored on disk. */
export interface Storage {
  readonly audit: SqliteAuditStore;
  readonly gallery: GalleryView;
  readonly uplink: TerminalUplink | undefined;
  /** The newest liveness drills, newest first. @throws StoreError */
  drills(): readonly AuditRecord[];
  close(): Promise<void>;
}

/** @throws StoreError (rejects): nothing stays open */
export async function openStorage(parts: TerminalParts): Promise<Storage> {
  const { config, clock, log } = parts;
  const path = config.store.database;
  const key = readKeyFile(locateKeyFile(config.store.keyFile, process.env));
  const store = new SqliteGalleryStore({ path, bootId, key });
  let audit: SqliteAuditStore | undefined;
  let site: OpenUplink | undefined;
  let reader: AuditReader | undefined;
  const close = async (): Promise<void> => {
    reader?.close();
    // Side by side: an uplink that hangs keeps nothing else from closing.
    await Promise.all([site?.uplink.close(), Promise.resolve(audit?.close()).finally(() => store.close())]);
  };
  try {
    const onUntidy = (fault: Error) => log.warn({ err: fault }, 'cannot prune old audit records');
    const { maxRows, maxAge } = config.audit;
    const retention = { maxRows, ...(maxAge === undefined ? {} : { maxAge }) };
    audit = await SqliteAuditStore.open({ path, bootId, clock, retention, onUntidy });
    // Restore a lockdown before the audit log allows grants.
    site = await openUplink(parts, key, store);
    const sources = { local: store, ...(site?.pushed ? { pushed: site.pushed } : {}) };
    const gallery = new GalleryView({
      store,
      revision: () => galleryRevision(sources),
      load: (space, before) => loadGallery(sources, space, before),
      clock,
      log,
    });
    const events = new AuditReader(path);
    reader = events;
    return { audit, gallery, uplink: site?.uplink, drills: () => events.drills(), close };
  } catch (error) {
    await close();
    throw error;
  }
}
