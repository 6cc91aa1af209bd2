import { CommandRejected } from '../../base/errors.js';
import { type Millis, minutes, seconds, type Timestamp } from '../../base/units.js';
import { type Address, type Identity, isFor } from './address.js';
import type { Role, TrustedKey } from './key-ring.js';

const week: Millis = minutes(7 * 24 * 60);

/** All commands: the role that each needs, and the longest time allowed between `issued` and `expires`. */
export const commandRules = {
  unlock: { role: 'operator', life: seconds(10) },
  mode: { role: 'operator', life: minutes(1) },
  health: { role: 'operator', life: minutes(5) },
  time: { role: 'operator', life: minutes(5) },
  'restart-vision': { role: 'operator', life: minutes(5) },
  enroll: { role: 'enroller', life: week },
  replace: { role: 'enroller', life: week },
  revoke: { role: 'enroller', life: week },
  // The role responsible for models also sets their thresholds: an operator lets one person in, a policy affects everyone permanently.
  policy: { role: 'releaseManager', life: week },
  'config-get': { role: 'operator', life: minutes(5) },
  'config-set': { role: 'operator', life: week },
} as const satisfies Record<string, { readonly role: Role; readonly life: Millis }>;

export type CommandName = keyof typeof commandRules;
export const commandNames = Object.keys(commandRules) as readonly CommandName[];

/** The signed part of a command, except for its arguments. */
export interface CommandHead {
  /** UUID. A command is carried out once; repeating it returns the same answer. */
  readonly id: string;
  readonly site: string;
  readonly target: Address;
  readonly command: CommandName;
  readonly issued: Timestamp;
  readonly expires: Timestamp;
  /** Greater than in all earlier commands signed with this key, e.g. milliseconds since 1970. */
  readonly counter: number;
}

/** What a terminal needs to judge a command. */
export interface CommandContext {
  readonly identity: Identity;
  readonly now: Timestamp;
  /** Whether `now` can be trusted. */
  readonly clockTrusted: boolean;
  /** The highest counter accepted from this key; 0 before the first. */
  readonly lastCounter: number;
  /** The latest `issued` of all accepted commands; 0 before the first. */
  readonly lastIssued: Timestamp;
}

/** Tolerated difference between the clocks of a site. */
const clockTolerance: Millis = seconds(5);

/** Refuses a correctly signed command that must not be carried out here and now. @throws CommandRejected `command.*` */
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
      `${head.command} may be valid for at most ${life} ms, but this one is valid for ${lasts} ms`,
      {
        remedy: `Set expires to at most ${life} ms after issued.`,
      },
    );
  }
  if (!context.clockTrusted) {
    throw new CommandRejected(
      'command.clock-untrusted',
      'the clock of this terminal is not synchronised, so the expiry cannot be checked',
      {
        remedy: 'Set up a time server (timedatectl). If there is none, set uplink.commandClock to unchecked.',
      },
    );
  }
  if (now + clockTolerance < context.lastIssued) {
    throw new CommandRejected('command.clock-rollback', 'the clock of this terminal was set back', {
      remedy: 'Set the terminal’s clock (timedatectl): commands work again once it is past the last accepted command.',
    });
  }
  if (head.issued > now + clockTolerance) {
    throw new CommandRejected('command.early', 'the command was issued in the future', {
      remedy: 'Synchronise the clocks of sender and terminal (timedatectl).',
    });
  }
  if (now >= head.expires) {
    throw new CommandRejected('command.expired', `the command expired ${now - head.expires} ms ago`, {
      remedy: 'Send it again. If that does not help, synchronise the clocks of sender and terminal (timedatectl).',
    });
  }
  if (head.counter <= context.lastCounter) {
    throw new CommandRejected(
      'command.replayed',
      `counter ${head.counter} of key ${key.id} is not above ${context.lastCounter}`,
      { remedy: 'Give each command a higher counter than the previous one, e.g. the milliseconds since 1970.' },
    );
  }
}
