import type { Clock } from '../base/clock.js';
import type { Millis } from '../base/units.js';
import type { TerminalInfo } from '../protocol/domain/reports.js';

import type { FleetLink, SiteEvent } from './ports/fleet-link.js';
import { Roster, type TerminalRow } from './roster.js';

export interface Arrival {
  /** Terminals that have it. */
  readonly arrived: readonly string[];
  /** Reasons for refusal, by terminal. */
  readonly refused: ReadonlyMap<string, string>;
  /** Connected, but silent so far. */
  readonly waiting: readonly string[];
  /** They receive it when they reconnect. */
  readonly offline: readonly string[];
}

/** What terminals should have, and how to recognise it. */
export interface Expectation {
  readonly isMeant: (terminal: TerminalRow) => boolean;
  readonly has: (info: TerminalInfo, terminal: string) => boolean;
  /** The code in this event if it reports a refusal. */
  readonly refusal: (event: SiteEvent) => string | undefined;
  /** Publishes it, once subscribed to their reports. */
  readonly give: () => Promise<void>;
}

interface Dependencies {
  readonly link: Pick<FleetLink, 'listen'>;
  readonly clock: Clock;
}

/** Waits until every addressed, connected terminal has what was published for it, or refuses it. */
export async function awaitTerminals(
  { isMeant, has, refusal, give }: Expectation,
  within: Millis,
  onArrival: (terminal: string) => void,
  { link, clock }: Dependencies,
): Promise<Arrival> {
  const roster = new Roster();
  const refused = new Map<string, string>();
  const arrived = new Set<string>();
  let changed = (): void => undefined;
  const outcome = (): Arrival => {
    const open = roster
      .rows()
      .filter((row) => isMeant(row) && !arrived.has(row.terminal) && !refused.has(row.terminal));
    const names = (online: boolean) => open.filter((row) => row.online === online).map(({ terminal }) => terminal);
    return { arrived: [...arrived].sort(), refused, waiting: names(true), offline: names(false) };
  };

  await link.listen([{ kind: 'state' }, { kind: 'info' }, { kind: 'event' }], (report) => {
    roster.apply(report);
    const { terminal } = report;
    const row = roster.row(terminal);
    if (row === undefined || !isMeant(row)) return;
    if (row.info && has(row.info, terminal) && !arrived.has(terminal)) {
      arrived.add(terminal);
      onArrival(terminal);
    }
    const code = report.kind === 'event' && !report.value.historical ? refusal(report.value) : undefined;
    if (code !== undefined) refused.set(terminal, code);
    changed();
  });
  await give();
  let over = false;
  const cancel = clock.after(within, () => {
    over = true;
    changed();
  });
  while (!over && outcome().waiting.length > 0) {
    await new Promise<void>((resolve) => {
      changed = resolve;
    });
  }
  cancel();
  return outcome();
}
