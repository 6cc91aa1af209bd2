import { dirname, join } from 'node:path';
import type { Log } from '../base/log.js';
import type { AssembledGallery } from '../gallery/assembled-gallery.js';
import { type GallerySources, galleryRevision, loadGallery } from '../gallery/load-gallery.js';
import { bootId } from '../platform/boot-id.js';
import { locateKeyFile, readKeyFile } from '../platform/key-file.js';
import { GroupFiles } from '../protocol/group-files.js';
import { sealJwk, sealKeyId } from '../protocol/wire/sealed.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import type { KeyVault } from '../uplink/ports/key-vault.js';
import type { EmbeddingSpace } from '../vision/domain/embedding.js';
import { daemonLog } from './screen.js';
import { type OpenStore, openGalleryStore } from './store.js';
import { openUplinkStorage } from './uplink-storage.js';

/**
 * Opens the pushed galleries, stored encrypted beside the database, with the keys from files and those that the site delivered since.
 * @throws StoreError (rejects)
 */
export async function openGroups(
  { store, uplink }: Pick<TerminalConfig, 'store' | 'uplink'>,
  vault: KeyVault,
  log: Log,
): Promise<GroupFiles> {
  const groups = uplink.groups.map(({ name, keyFile }) => ({
    name,
    ...(keyFile === undefined ? {} : { key: readKeyFile({ path: keyFile, credential: false }) }),
  }));
  const folder = join(dirname(store.database), 'galleries');
  const galleries = await GroupFiles.open({ folder, site: uplink.site, groups, log });
  const { keys } = await vault.delivered();
  for (const [group, newestFirst] of Object.entries(keys))
    for (const key of newestFirst.toReversed()) await galleries.adopt(group, key);
  return galleries;
}

/** RFC 7638 thumbprint of this terminal’s public encryption key. @throws StoreError (rejects) `key.*`, `store.*` */
export async function sealKeyThumbprint({ store }: TerminalConfig): Promise<string> {
  const key = readKeyFile(locateKeyFile(store.keyFile, process.env));
  const storage = openUplinkStorage({ path: store.database, key, bootId });
  try {
    return await sealKeyId(sealJwk(await storage.store.sealKey()));
  } finally {
    await storage.close();
  }
}

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
