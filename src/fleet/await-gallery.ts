import type { Clock } from '../base/clock.js';
import type { Millis } from '../base/units.js';
import { chunksOf, type GalleryManifest } from '../gallery/domain/gallery-manifest.js';
import { type Arrival, awaitTerminals } from './await-terminals.js';
import type { FleetLink } from './ports/fleet-link.js';
import type { PushedGalleries } from './ports/pushed-galleries.js';

interface Dependencies {
  readonly galleries: Pick<PushedGalleries, 'read'>;
  readonly link: Pick<FleetLink, 'listen' | 'publishChunk'>;
  readonly clock: Clock;
}

/** Waits until every connected terminal of the group has this gallery or refuses it; republishes missing chunks. */
export function awaitGallery(
  manifest: GalleryManifest,
  within: Millis,
  onArrival: (terminal: string) => void,
  { galleries, link, clock }: Dependencies,
): Promise<Arrival> {
  const { group, revision, digest } = manifest;
  const chunks = new Map(chunksOf(manifest).map((chunk) => [chunk.sha256, chunk]));
  const giveAgain = async (missing: readonly string[]): Promise<void> => {
    for (const chunk of missing.flatMap((sha256) => chunks.get(sha256) ?? []))
      await link.publishChunk(group, chunk.sha256, await galleries.read(group, chunk));
  };
  const expectation = {
    isMeant: ({ info }) => info?.groups.includes(group) ?? false,
    has: (info) =>
      info.galleries.some((one) => one.group === group && one.revision === revision && one.digest === digest),
    refusal: ({ kind, facts }) =>
      kind === 'gallery.refused' && facts.group === group && facts.revision === revision
        ? String(facts.code)
        : undefined,
    give: () =>
      link.listen([{ kind: 'wanted' }], (report) => {
        // The terminal asks again.
        if (report.kind === 'wanted' && report.value.group === group)
          giveAgain(report.value.missing).catch(() => undefined);
      }),
  } satisfies Parameters<typeof awaitTerminals>[0];
  return awaitTerminals(expectation, within, onArrival, { link, clock });
}
