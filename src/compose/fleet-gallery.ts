import { join } from 'node:path';
import { openPushedGalleries } from '../fleet/files/pushed-galleries.js';
import type { Memberships } from '../fleet/ports/memberships.js';
import type { PushedGalleries } from '../fleet/ports/pushed-galleries.js';
import { readBundle } from '../models/bundle.js';
import { requireEmbedder, spaceOf } from '../models/domain/model-bundle.js';
import { systemClock } from '../platform/system-clock.js';
import type { SiteConfig } from '../settings/site-file/schema.js';
import type { EmbeddingSpace } from '../vision/domain/embedding.js';
import { fleetKeys, fleetLog } from './fleet.js';
import { openMemberships } from './fleet-store.js';
import { type OpenGallery, openGallery } from './gallery.js';
import { type OpenStore, openGalleryStore } from './open-gallery-store.js';

const galleryConfig = (site: SiteConfig) => ({
  store: { database: join(site.store.folder, 'gallery.db'), keyFile: fleetKeys(site).galleries.masterFile },
});

/** The master gallery and its group memberships; created on first use. */
export interface Master extends Pick<OpenStore, 'store' | 'clock'> {
  readonly memberships: Memberships;
}

/** Works with the master gallery, and closes it. @throws StoreError */
export function withMaster<T>(site: SiteConfig, work: (master: Master) => T): T {
  const { store, clock } = openGalleryStore(galleryConfig(site), { create: true });
  const memberships = openMemberships(site);
  try {
    return work({ store, memberships, clock });
  } finally {
    memberships.close();
    store.close();
  }
}

/** The master gallery to enrol into. @throws StoreError (rejects) */
export const openMasterIndex = (site: SiteConfig, space: EmbeddingSpace): Promise<OpenGallery> =>
  openGallery(galleryConfig(site), space);

/** The space of the configured embedder. @throws ModelError (rejects) */
export async function siteSpace({ models }: SiteConfig): Promise<EmbeddingSpace> {
  const { bundle } = await readBundle(models.embedder);
  return spaceOf(requireEmbedder(bundle, models.embedder));
}

/** What was pushed to a group so far. @throws CommandRejected `keys.no-group`; StoreError (rejects) */
export function openPushed(site: SiteConfig, group: string): Promise<PushedGalleries> {
  const { signing, galleries } = fleetKeys(site);
  return openPushedGalleries(
    {
      folder: join(site.store.folder, 'pushed'),
      site: site.uplink.site,
      groups: [{ name: group, key: galleries.read(group) }],
      log: fleetLog(),
    },
    () => signing.signer('enroller', systemClock().wall()),
  );
}
