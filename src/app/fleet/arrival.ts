import { chunksOf, type GalleryManifest } from '../../domain/gallery-manifest.js';
import type { Millis } from '../../domain/units.js';
import type { Clock } from '../../ports/clock.js';
import type { SiteGalleries } from '../../ports/site-galleries.js';
import type { Report, SiteLink } from '../../ports/site-link.js';
import { Roster } from './roster.js';

export interface Arrival {
  /** Terminals that have it. */
  readonly arrived: readonly string[];
  /** Why, by terminal, it was refused. */
  readonly refused: ReadonlyMap<string, string>;
  /** Connected, and silent so far. */
  readonly waiting: readonly string[];
  /** They take it when they come back. */
  readonly offline: readonly string[];
}

interface Dependencies {
  readonly galleries: Pick<SiteGalleries, 'read'>;
  readonly link: Pick<SiteLink, 'listen' | 'publishChunk'>;
  readonly clock: Clock;
}

/** Waits until every connected terminal of the group has this gallery or refuses it, and publishes chunks again that one misses. */
export async function awaitArrival(
  manifest: GalleryManifest,
  within: Millis,
  onArrival: (terminal: string) => void,
  { galleries, link, clock }: Dependencies,
): Promise<Arrival> {
  const { group, revision, digest } = manifest;
  const roster = new Roster();
  const refused = new Map<string, string>();
  const arrived = new Set<string>();
  const chunks = new Map(chunksOf(manifest).map((chunk) => [chunk.sha256, chunk]));
  let changed = (): void => undefined;

  const hear = (report: Report): void => {
    roster.apply(report);
    const { terminal } = report;
    if (report.kind === 'info') {
      const has = report.value.galleries.find((gallery) => gallery.group === group);
      if (has?.revision === revision && has.digest === digest && !arrived.has(terminal)) {
        arrived.add(terminal);
        onArrival(terminal);
      }
    }
    if (report.kind === 'event' && report.value.kind === 'gallery.refused') {
      const { facts, historical } = report.value;
      if (facts.group === group && facts.revision === revision && !historical)
        refused.set(terminal, String(facts.code));
    }
    if (report.kind === 'wanted' && report.value.group === group)
      giveAgain(report.value.missing).catch(() => undefined); // The terminal asks again.
    changed();
  };
  const giveAgain = async (missing: readonly string[]): Promise<void> => {
    for (const chunk of missing.flatMap((sha256) => chunks.get(sha256) ?? []))
      await link.publishChunk(group, chunk.sha256, await galleries.read(group, chunk));
  };
  const outcome = (): Arrival => {
    const members = roster.rows().filter(({ info }) => info?.groups.includes(group));
    const open = members.filter(({ terminal }) => !arrived.has(terminal) && !refused.has(terminal));
    const names = (online: boolean) => open.filter((row) => row.online === online).map(({ terminal }) => terminal);
    return { arrived: [...arrived].sort(), refused, waiting: names(true), offline: names(false) };
  };

  let over = false;
  const cancel = clock.after(within, () => {
    over = true;
    changed();
  });
  await link.listen([{ kind: 'state' }, { kind: 'info' }, { kind: 'wanted' }, { kind: 'event' }], hear);
  while (!over && outcome().waiting.length > 0) {
    await new Promise<void>((resolve) => {
      changed = resolve;
    });
  }
  cancel();
  return outcome();
}
