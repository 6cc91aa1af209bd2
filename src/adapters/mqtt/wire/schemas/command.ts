import { z } from 'zod';
import type { CommandName } from '../../../../domain/command.js';
import type { Command } from '../../../../domain/command-args.js';
import { address, jwe, name, personId, positive, uuid, wall } from './fields.js';

/** Longest sealed enrolment, in characters. */
const mostSealed = 2 * 1024 * 1024;
const enrolment = z.strictObject({
  sealed: jwe(mostSealed).describe(
    'An enrolment (enrolment.json), for the sealKey of the terminal or with the key of a group',
  ),
});

const nothing = z.strictObject({});
const args = {
  unlock: nothing,
  mode: z.strictObject({ mode: z.enum(['normal', 'lockdown', 'unlocked']) }),
  health: nothing,
  time: nothing,
  'restart-vision': nothing,
  enroll: enrolment,
  replace: enrolment,
  revoke: z.strictObject({ person: personId }),
} as const satisfies Record<CommandName, z.ZodType>;

const head = {
  id: uuid.describe('The same id is carried out once; asking again repeats the answer'),
  site: name,
  target: address,
  issued: wall,
  expires: wall,
  counter: positive.describe('Greater than in every command before that this key signed'),
};

function one<Name extends CommandName>(command: Name) {
  return z.strictObject({ ...head, command: z.literal(command), args: args[command] });
}

/** The payload of a JWS of type `ostiary-command`. */
export const command: z.ZodType<Command> = z.discriminatedUnion('command', [
  one('unlock'),
  one('mode'),
  one('health'),
  one('time'),
  one('restart-vision'),
  one('enroll'),
  one('replace'),
  one('revoke'),
]) as z.ZodType<Command>;

/** What can be read of a command that is refused, to answer it. */
export const commandId = z.object({ id: uuid });
