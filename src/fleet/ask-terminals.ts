import type { Clock } from '../base/clock.js';
import type { Millis } from '../base/units.js';
import { type Address, everyone } from '../protocol/domain/address.js';
import type { Answer } from '../protocol/domain/reports.js';

import type { FleetLink, PlainCommand, Report } from './ports/fleet-link.js';
import { Roster, type TerminalRow } from './roster.js';

export interface Asked {
  /** By terminal. */
  readonly answers: ReadonlyMap<string, Answer>;
  /** Connected, but did not answer. */
  readonly silent: readonly string[];
  /** The broker keeps the command for them until it expires. */
  readonly offline: readonly string[];
}

interface Dependencies {
  readonly link: Pick<FleetLink, 'listen' | 'send'>;
  readonly clock: Clock;
}

/** The addressed terminals, as far as the broker knows them. */
export async function addressed(
  target: Address,
  { link }: { readonly link: Pick<FleetLink, 'listen'> },
): Promise<readonly TerminalRow[]> {
  const roster = new Roster();
  const only = target.startsWith('@') ? {} : { terminal: target };
  await link.listen(
    [
      { kind: 'state', ...only },
      { kind: 'info', ...only },
    ],
    (report) => roster.apply(report),
  );
  const member = ({ terminal, info }: TerminalRow): boolean =>
    target === everyone || terminal === target || (info?.groups.includes(target.slice(1)) ?? false);
  return roster.rows().filter(member);
}

/** Sends a command and waits until all addressed, connected terminals have answered, at most `within`. */
export async function ask(
  command: PlainCommand,
  meant: readonly TerminalRow[],
  within: Millis,
  onAnswer: (terminal: string, answer: Answer) => void,
  { link, clock }: Dependencies,
): Promise<Asked> {
  const answers = new Map<string, Answer>();
  const connected = meant.filter(({ online }) => online).map(({ terminal }) => terminal);
  const silent = (): readonly string[] => connected.filter((terminal) => !answers.has(terminal));
  let finished = (): void => undefined;
  const done = new Promise<void>((resolve) => {
    finished = resolve;
  });
  await link.listen([{ kind: 'response' }], ({ kind, terminal, value }: Report) => {
    if (kind !== 'response' || value.id !== command.id || answers.has(terminal)) return;
    answers.set(terminal, value);
    onAnswer(terminal, value);
    if (silent().length === 0) finished();
  });
  await link.send(command);
  const cancel = clock.after(within, finished);
  if (silent().length > 0) await done;
  cancel();
  const offline = meant.filter(({ online }) => !online).map(({ terminal }) => terminal);
  return { answers, silent: silent(), offline };
}
