import { CommandRejected } from '../../base/errors.js';
import { type Millis, minutes, seconds, type Timestamp } from '../../base/units.js';
import { type Address, type Identity, isFor } from './address.js';
import type { Role, TrustedKey } from './key-ring.js';

const week: Millis = minutes(7 * 24 * 60);

/** Every command: the role it needs, and the longest time that may lie between `issued` and `expires`. */
export const commandRules = {
  unlock: { role: 'operator', life: seconds(10) },
  mode: { role: 'operator', life: minutes(1) },
  health: { role: 'operator', life: minutes(5) },
  time: { role: 'operator', life: minutes(5) },
  'restart-vision': { role: 'operator', life: minutes(5) },
  enroll: { role: 'enroller', life: week },
  replace: { role: 'enroller', life: week },
  revoke: { role: 'enroller', life: week },
  // Who answers for models answers for their thresholds: an operator lets one person in, a policy whoever comes, for good.
  policy: { role: 'releaseManager', life: week },
  'config-get': { role: 'operator', life: minutes(5) },
  'config-set': { role: 'operator', life: week },
} as const satisfies Record<string, { readonly role: Role; readonly life: Millis }>;

export type CommandName = keyof typeof commandRules;
export const commandNames = Object.keys(commandRules) as readonly CommandName[];

/** The signed part of a command, except for its arguments. */
export interface CommandHead {
  /** UUID. The same id is carried out once; asking again repeats the answer. */
  readonly id: string;
  readonly site: string;
  readonly target: Address;
  readonly command: CommandName;
  readonly issued: Timestamp;
  readonly expires: Timestamp;
  /** Greater than in every command before that this key signed, e.g. milliseconds since 1970. */
  readonly counter: number;
}

/** What a terminal knows when it judges a command. */
export interface CommandContext {
  readonly identity: Identity;
  readonly now: Timestamp;
  /** Whether `now` can be believed. */
  readonly clockTrusted: boolean;
  /** The highest counter accepted from the same key; 0 before the first. */
  readonly lastCounter: number;
  /** The latest `issued` of all accepted commands; 0 before the first. */
  readonly lastIssued: Timestamp;
}

/** Clocks of a site may differ so much. */
const clockTolerance: Millis = seconds(5);

/** Refuses a command whose signature is right but which must not be carried out here and now. @throws CommandRejected `command.*` */
export function requireFresh(head: CommandHead, key: TrustedKey, context: CommandContext): void {
  const { identity, now } = context;
  if (head.site !== identity.site || !isFor(head.target, identity)) {
    throw new CommandRejected(
      'command.target',
      `the command is for ${head.site}/${head.target}, not for this terminal`,
      {
        remedy: `Address ${identity.site}/${identity.terminal} or one of its groups.`,
      },
    );
  }
  const { life } = commandRules[head.command];
  const lasts = head.expires - head.issued;
  if (!(lasts > 0 && lasts <= life)) {
    throw new CommandRejected(
      'command.life',
      `${head.command} may live ${life} ms at most, and this one lives ${lasts}`,
      {
        remedy: `Set expires to at most ${life} ms after issued.`,
      },
    );
  }
  if (!context.clockTrusted) {
    throw new CommandRejected(
      'command.clock-untrusted',
      'this terminal does not know the time, so nothing can expire',
      {
        remedy: 'Give it a time server (timedatectl), or set uplink.commandClock to unchecked where there is none.',
      },
    );
  }
  if (now + clockTolerance < context.lastIssued) {
    throw new CommandRejected('command.clock-rollback', 'the clock of this terminal was set back', {
      remedy: 'Set the clock of the terminal; commands work again once it is past the last accepted command.',
    });
  }
  if (head.issued > now + clockTolerance) {
    throw new CommandRejected('command.early', 'the command was issued in the future', {
      remedy: 'Synchronise the clocks of sender and terminal.',
    });
  }
  if (now >= head.expires) {
    throw new CommandRejected('command.expired', `the command expired ${now - head.expires} ms ago`, {
      remedy: 'Send it again; if that does not help, synchronise the clocks of sender and terminal.',
    });
  }
  if (head.counter <= context.lastCounter) {
    throw new CommandRejected(
      'command.replayed',
      `counter ${head.counter} of key ${key.id} is not above ${context.lastCounter}`,
      { remedy: 'Give every command a higher counter than the one before, e.g. the milliseconds since 1970.' },
    );
  }
}
