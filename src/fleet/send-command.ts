import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.js';
import { CommandRejected } from '../base/errors.js';
import { seconds, timestamp } from '../base/units.js';
import { type Address, addressPattern, everyone } from '../protocol/domain/address.js';
import { commandRules } from '../protocol/domain/command.js';
import type { Answer } from '../uplink/ports/uplink.js';
import { type Asked, addressed, ask } from './ask-terminals.js';
import type { FleetLink, PlainCommand } from './ports/fleet-link.js';

/** What is asked of terminals; the rest of the envelope is made here. */
export type Wish = {
  [Name in PlainCommand['command']]: Pick<Extract<PlainCommand, { command: Name }>, 'command' | 'args'>;
}[PlainCommand['command']];

/** A terminal that has not answered by then has not heard it. */
const answerWithin = seconds(10);

export interface CommandOptions {
  readonly dryRun: boolean;
  readonly onMeant: (terminals: readonly string[]) => void;
  readonly onAnswer: (terminal: string, answer: Answer) => void;
}

interface Dependencies {
  readonly site: string;
  readonly link: Pick<FleetLink, 'listen' | 'send'>;
  readonly clock: Clock;
}

/**
 * Signs a command, sends it, and gathers the answers. Undefined where it was only looked whom it would reach.
 * @throws CommandRejected `fleet.unknown-terminal`, `keys.no-role`; UplinkError
 */
export async function sendCommand(
  target: Address,
  wish: Wish,
  { dryRun, onMeant, onAnswer }: CommandOptions,
  { site, link, clock }: Dependencies,
): Promise<Asked | undefined> {
  const meant = addressPattern.test(target) ? await addressed(target, { link }) : [];
  if (meant.length === 0 && target !== everyone) {
    throw new CommandRejected('fleet.unknown-terminal', `the broker knows no terminal ${target}`, {
      remedy: 'See ostiary fleet status for the names; a group is written @group.',
    });
  }
  onMeant(meant.map(({ terminal }) => terminal));
  if (dryRun) return undefined;
  const issued = clock.wall();
  const head = {
    id: randomUUID(),
    site,
    target,
    issued,
    expires: timestamp(issued + commandRules[wish.command].life),
    counter: Math.round(issued),
  };
  return ask({ ...head, ...wish } as PlainCommand, meant, answerWithin, onAnswer, { link, clock });
}
