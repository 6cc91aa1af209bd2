import { join } from 'node:path';
import { ModelError } from '../base/errors.js';
import type { Millis } from '../base/units.js';
import { awaitGallery } from '../fleet/await-gallery.js';
import type { Arrival } from '../fleet/await-terminals.js';
import { entriesOf } from '../fleet/members.js';
import { openSiteGalleries } from '../fleet/mqtt/site-galleries.js';
import { type PushPlan, planPush } from '../fleet/plan-push.js';
import type { Memberships } from '../fleet/ports/memberships.js';
import type { SiteLink } from '../fleet/ports/site-link.js';
import { keepPlan, publishGallery } from '../fleet/publish-gallery.js';
import { sqliteMemberships } from '../fleet/sqlite/memberships.js';
import { openSiteDatabase } from '../fleet/sqlite/site-database.js';
import { chunksOf, type GalleryManifest } from '../gallery/domain/gallery-manifest.js';
import { readBundle } from '../models/bundle.js';
import { spaceOf } from '../models/domain/model-bundle.js';
import { systemClock } from '../platform/system-clock.js';
import type { SiteConfig } from '../settings/site-file/schema.js';
import type { EmbeddingSpace } from '../vision/domain/embedding.js';
import { fleetLog, galleryKeyFile, readGroupKey, siteDatabaseFile, siteKeys } from './fleet.js';
import { type OpenGallery, openGallery } from './groups.js';
import { type OpenStore, openGalleryStore } from './store.js';

const galleryConfig = (site: SiteConfig) => ({
  store: { database: join(site.store.folder, 'gallery.db'), keyFile: galleryKeyFile(site) },
});

export interface OpenMemberships extends Memberships {
  close(): void;
}

/** @throws StoreError `store.*` */
export function openMemberships(site: SiteConfig): OpenMemberships {
  const db = openSiteDatabase(siteDatabaseFile(site));
  return { ...sqliteMemberships(db), close: () => db.close() };
}

/** The master gallery, and who of it is in which group; made when it is first needed. */
export interface Master extends Pick<OpenStore, 'store' | 'clock'> {
  readonly memberships: Memberships;
}

/** The master gallery to enrol into. @throws StoreError (rejects) */
export const openMasterIndex = (site: SiteConfig, space: EmbeddingSpace): Promise<OpenGallery> =>
  openGallery(galleryConfig(site), space);

/** The space of the embedder that is configured. @throws ModelError (rejects) */
export async function siteSpace({ models }: SiteConfig): Promise<EmbeddingSpace> {
  const { bundle } = await readBundle(models.embedder);
  if (bundle.role === 'embedder') return spaceOf(bundle);
  throw new ModelError('bundle.not-embedder', `${models.embedder} is no embedder`, {
    remedy: 'Name the folder of an embedder in models.embedder.',
  });
}

export interface PushOptions {
  readonly full: boolean;
  readonly dryRun: boolean;
  /** How long terminals are waited for; 0 not at all. */
  readonly wait: Millis;
  readonly onPlan: (plan: PushPlan, chunks: number) => void;
  readonly onChunk: (sha256: string) => void;
  readonly onArrival: (terminal: string) => void;
}

/** Brings a group’s terminals to what the master gallery has. Undefined where there was only a plan. */
export async function pushGroup(
  site: SiteConfig,
  group: string,
  link: SiteLink,
  { full, dryRun, wait, ...told }: PushOptions,
): Promise<Arrival | undefined> {
  const clock = systemClock();
  const keys = siteKeys(site);
  const galleries = await openSiteGalleries(
    {
      folder: join(site.store.folder, 'pushed'),
      site: site.uplink.site,
      groups: [{ name: group, key: readGroupKey(site, group) }],
      log: fleetLog(),
    },
    () => keys.signer('enroller', clock.wall()),
  );
  const space = await siteSpace(site);
  const wanted = withMaster(site, (master) => entriesOf(group, space, master));
  let atBroker: GalleryManifest | undefined;
  await link.listen([{ kind: 'manifest', terminal: `@${group}` }], (report) => {
    if (report.kind === 'manifest') atBroker = report.value;
  });
  const known = atBroker;
  const plan = await planPush(
    { site: site.uplink.site, group, space, wanted, atBroker: known, full },
    { galleries, clock },
  );
  told.onPlan(plan, chunksOf(plan.manifest).length);
  if (dryRun) return undefined;
  await keepPlan(plan, { galleries, link });
  const publication = { atBroker: known, again: full, onChunk: told.onChunk };
  await publishGallery(plan.manifest, publication, { galleries, link });
  return wait > 0 ? awaitGallery(plan.manifest, wait, told.onArrival, { galleries, link, clock }) : undefined;
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
