import type { Clock } from '../base/clock.js';
import type { Millis } from '../base/units.js';
import type { GalleryEntry } from '../gallery/domain/gallery.js';
import { chunksOf, type GalleryManifest } from '../gallery/domain/gallery-manifest.js';
import type { EmbeddingSpace } from '../vision/domain/embedding.js';
import { awaitGallery } from './await-gallery.js';
import type { Arrival } from './await-terminals.js';
import { type PushPlan, planPush } from './plan-push.js';
import type { FleetLink } from './ports/fleet-link.js';
import type { PushedGalleries } from './ports/pushed-galleries.js';
import { keepPlan, publishGallery } from './publish-gallery.js';

export interface GroupMembers {
  readonly group: string;
  readonly space: EmbeddingSpace;
  /** Everybody who is to be in the gallery of the group. */
  readonly wanted: readonly GalleryEntry[];
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

interface Dependencies {
  readonly site: string;
  readonly galleries: PushedGalleries;
  readonly link: FleetLink;
  readonly clock: Clock;
}

/** Brings a group’s terminals to what the master gallery has. Undefined where there was only a plan. */
export async function pushGroup(
  { group, space, wanted }: GroupMembers,
  { full, dryRun, wait, ...told }: PushOptions,
  { site, galleries, link, clock }: Dependencies,
): Promise<Arrival | undefined> {
  let heard: GalleryManifest | undefined;
  await link.listen([{ kind: 'manifest', terminal: `@${group}` }], (report) => {
    if (report.kind === 'manifest') heard = report.value;
  });
  const atBroker = heard;
  const plan = await planPush({ site, group, space, wanted, atBroker, full }, { galleries, clock });
  told.onPlan(plan, chunksOf(plan.manifest).length);
  if (dryRun) return undefined;
  await keepPlan(plan, { galleries, link });
  await publishGallery(plan.manifest, { atBroker, again: full, onChunk: told.onChunk }, { galleries, link });
  return wait > 0 ? awaitGallery(plan.manifest, wait, told.onArrival, { galleries, link, clock }) : undefined;
}
