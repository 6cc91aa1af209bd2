import type { FleetLink, SiteEvent } from './ports/fleet-link.js';

interface Wanted {
  readonly terminal?: string;
  /** A kind such as `access.denied`, or the beginning of kinds such as `access.` */
  readonly kind?: string;
}

const mostRemembered = 100_000;

/** Tells of events as terminals send them, each once; resolves once it listens. @throws UplinkError (rejects) */
export async function followEvents(
  { terminal, kind }: Wanted,
  onEvent: (event: SiteEvent) => void,
  link: Pick<FleetLink, 'listen'>,
): Promise<void> {
  // What nobody acknowledges is sent again.
  const seen = new Set<string>();
  await link.listen([{ kind: 'event', ...(terminal === undefined ? {} : { terminal }) }], (report) => {
    if (report.kind !== 'event' || seen.has(report.value.id)) return;
    seen.add(report.value.id);
    if (seen.size > mostRemembered) seen.delete(seen.values().next().value as string);
    const fits =
      kind === undefined || report.value.kind === kind || (kind.endsWith('.') && report.value.kind.startsWith(kind));
    if (fits) onEvent(report.value);
  });
}
