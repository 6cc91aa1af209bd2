import { chunksOf, type GalleryManifest } from '../gallery/domain/gallery-manifest.js';
import type { PushPlan } from './plan-push.js';
import type { FleetLink } from './ports/fleet-link.js';
import type { PushedGalleries } from './ports/pushed-galleries.js';

interface Dependencies {
  readonly galleries: PushedGalleries;
  readonly link: Pick<FleetLink, 'publishChunk' | 'publishManifest'>;
}

/**
 * Makes the plan the intended state. Stored before it is published, so that the next push continues after an interruption. @throws
 * StoreError (rejects)
 */
export async function keepPlan({ kind, manifest, chunks }: PushPlan, { galleries }: Dependencies): Promise<void> {
  if (kind === 'current') return;
  for (const chunk of chunks) await galleries.keep(manifest.group, chunk, chunk.sealed);
  await galleries.activate(manifest, galleries.sign(manifest));
}

export interface Publication {
  /** The manifest at the broker. */
  readonly atBroker: GalleryManifest | undefined;
  /** Publish all chunks, even those that the broker should have. */
  readonly again: boolean;
  readonly onChunk: (sha256: string) => void;
}

/**
 * Publishes the stored gallery: chunks first, then the manifest, signed again because the key may have changed. Then clears chunks that the
 * manifest no longer names.
 * @throws UplinkError, StoreError (rejects); publishing again is harmless
 */
export async function publishGallery(
  manifest: GalleryManifest,
  { atBroker, again, onChunk }: Publication,
  { galleries, link }: Dependencies,
): Promise<void> {
  const { group } = manifest;
  const there = new Set(atBroker ? chunksOf(atBroker).map(({ sha256 }) => sha256) : []);
  for (const chunk of chunksOf(manifest)) {
    if (!there.delete(chunk.sha256) || again)
      await link.publishChunk(group, chunk.sha256, await galleries.read(group, chunk));
    onChunk(chunk.sha256);
  }
  await link.publishManifest(group, galleries.sign(manifest));
  for (const sha256 of there) await link.publishChunk(group, sha256, undefined);
}
