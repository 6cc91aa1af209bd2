import type { AssembledGallery } from '../gallery/assembled-gallery.js';
import { type GallerySources, galleryRevision, loadGallery } from '../gallery/load-gallery.js';
import { bootId } from '../platform/boot-id.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import type { EmbeddingSpace } from '../vision/domain/embedding.js';
import { type OpenStore, openGalleryStore } from './open-gallery-store.js';
import { openGroups } from './pushed-galleries.js';
import { daemonLog } from './screen.js';
import { openUplinkStorage } from './uplink-storage.js';

/** Without `uplink` there are no pushed galleries. */
export type GalleryConfig = Pick<TerminalConfig, 'store'> & Partial<Pick<TerminalConfig, 'uplink'>>;

export interface OpenGallery extends OpenStore {
  /** Everybody whom the terminal knows now, pushed galleries included. */
  known(): Promise<AssembledGallery>;
  close(): Promise<void>;
}

/** @throws StoreError (rejects) */
export async function openGallery(config: GalleryConfig, space: EmbeddingSpace): Promise<OpenGallery> {
  const open = openGalleryStore(config, { create: true });
  const storage = openUplinkStorage({ path: config.store.database, key: open.key, bootId });
  const close = () => storage.close().finally(() => open.store.close());
  const log = daemonLog('warn');
  let loaded: AssembledGallery | undefined;
  try {
    const { store, uplink } = config;
    const galleries = uplink?.groups.length ? await openGroups({ store, uplink }, storage.store, log) : undefined;
    const pushed = galleries && { galleries, revocations: storage.editor.revocations };
    const sources: GallerySources = { local: open.store, ...(pushed ? { pushed } : {}) };
    return {
      ...open,
      async known() {
        if (loaded?.revision !== galleryRevision(sources)) loaded = await loadGallery(sources, space, loaded);
        for (const fault of loaded.faults) log.warn({ fault }, 'ignoring a pushed gallery');
        return loaded;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
