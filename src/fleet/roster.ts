import type { GalleryManifest } from '../gallery/domain/gallery-manifest.js';
import type { DoorReport, HealthSummary, TerminalInfo } from '../protocol/domain/reports.js';

import type { Report, SiteEvent } from './ports/fleet-link.js';

/** What is known about a terminal. */
export interface TerminalRow {
  readonly terminal: string;
  readonly online: boolean;
  readonly session: number;
  readonly info?: TerminalInfo;
  readonly door?: DoorReport;
  readonly health?: HealthSummary;
  readonly lastEvent?: SiteEvent;
}

/** The terminals of a site, as they report themselves. */
export class Roster {
  readonly #rows = new Map<string, TerminalRow>();
  readonly #manifests = new Map<string, GalleryManifest>();

  apply({ kind, terminal, value }: Report): void {
    if (kind === 'manifest') {
      this.#manifests.set(value.group, value);
      return;
    }
    const row = this.#rows.get(terminal) ?? { terminal, online: false, session: 0 };
    const next = this.#changed(row, { kind, terminal, value } as Report);
    if (next) this.#rows.set(terminal, next);
  }

  /** Adds an event that was collected earlier. */
  heard(event: SiteEvent): void {
    this.apply({ kind: 'event', terminal: event.terminal, value: event });
  }

  row(terminal: string): TerminalRow | undefined {
    return this.#rows.get(terminal);
  }

  /** By name. */
  rows(): readonly TerminalRow[] {
    return [...this.#rows.values()].sort((a, b) => (a.terminal < b.terminal ? -1 : 1));
  }

  /** The manifest that each group’s terminals should have. */
  manifests(): ReadonlyMap<string, GalleryManifest> {
    return this.#manifests;
  }

  #changed(row: TerminalRow, report: Report): TerminalRow | undefined {
    switch (report.kind) {
      case 'state': {
        const { online, session } = report.value;
        // Ignore the late death message of an earlier connection.
        return !online && session < row.session ? undefined : { ...row, online, session };
      }
      case 'info':
        return { ...row, info: report.value };
      case 'door':
        return { ...row, door: report.value };
      case 'health':
        return { ...row, health: report.value };
      case 'event':
        return (row.lastEvent?.at ?? 0) > report.value.at ? undefined : { ...row, lastEvent: report.value };
      case 'response':
      case 'wanted':
      case 'manifest':
        return undefined;
      default:
        return report satisfies never;
    }
  }
}
