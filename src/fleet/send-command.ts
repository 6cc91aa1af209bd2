import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.js';
import { CommandRejected } from '../base/errors.js';
import { seconds, timestamp } from '../base/units.js';
import { type Address, addressPattern, everyone } from '../protocol/domain/address.js';
import { commandRules } from '../protocol/domain/command.js';
import type { Answer } from '../protocol/domain/reports.js';

import { type Asked, addressed, ask } from './ask-terminals.js';
import type { FleetLink, PlainCommand } from './ports/fleet-link.js';

/** A command for terminals, without the rest of the envelope, which is added here. */
export type Wish = {
  [Name in PlainCommand['command']]: Pick<Extract<PlainCommand, { command: Name }>, 'command' | 'args'>;
}[PlainCommand['command']];

/** Time limit for answers of connected terminals. */
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
 * Signs and sends a command, and collects the answers. Undefined for a dry run.
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
    throw new CommandRejected('fleet.unknown-terminal', `no terminal ${target} is known at the broker`, {
      remedy: 'Run ostiary fleet status to see the names. Write a group as @group.',
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
