import { randomUUID } from 'node:crypto';
import type { Clock } from '../../src/base/clock.js';
import { timestamp } from '../../src/base/units.js';
import { type CommandName, commandRules } from '../../src/protocol/domain/command.js';
import type { Command, CommandArgs } from '../../src/protocol/domain/command-args.js';
import type { TrustedKey } from '../../src/protocol/domain/key-ring.js';
import type { ReceivedCommand } from '../../src/uplink/ports/uplink.js';

export const operator: TrustedKey = {
  id: '0123456789abcdef',
  publicKey: 'A'.repeat(43),
  roles: ['operator'],
  label: 'reception',
  revoked: false,
};

let counter = 0;

/** A command that a terminal `door-1` of the site `hq` has just got; each has a higher counter than the one before. */
export function commandOf<Name extends CommandName>(
  clock: Clock,
  command: Name,
  args: CommandArgs[Name],
  change: Partial<Command> = {},
): Command {
  const issued = clock.wall();
  const expires = timestamp(issued + commandRules[command].life);
  const head = { id: randomUUID(), site: 'hq', target: 'door-1', issued, expires, counter: ++counter };
  return { ...head, command, args, ...change } as Command;
}

/** The same with its signature verified. */
export function received(command: Command, change: Partial<ReceivedCommand> = {}): ReceivedCommand {
  const digest = `digest of ${JSON.stringify(command)}`;
  return { command, key: operator, digest, replyTo: { topic: `reply/${command.id}` }, ...change };
}
