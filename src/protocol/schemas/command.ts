import { z } from 'zod';
import type { CommandName } from '../domain/command.js';
import type { Command } from '../domain/command-args.js';
import { address, jwe, name, personId, positive, uuid, wall } from './fields.js';

/** Longest sealed enrolment, in characters. */
const mostSealed = 2 * 1024 * 1024;
const enrolment = z.strictObject({
  sealed: jwe(mostSealed).describe(
    'An enrolment (enrolment.json), for the sealKey of the terminal or with the key of a group',
  ),
});

const settings = z
  .record(
    z
      .string()
      .max(64)
      .regex(/^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)*$/)
      .describe('A setting by its dotted name, such as door.release; docs/configuration.md says which a site may set'),
    z.union([z.string().max(64), z.number(), z.boolean(), z.null()]),
  )
  .refine((all) => Object.keys(all).length <= 64, 'has more than 64 settings')
  .meta({ maxProperties: 64 })
  .describe('Values as in the configuration of a terminal; null: what that configuration says');

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
  policy: z.strictObject({
    revision: positive.describe('Higher than that of every policy before'),
    settings: settings.describe('The whole policy: what it does not name is as the configuration of the terminal says'),
  }),
  'config-get': nothing,
  'config-set': z.strictObject({
    settings: settings.refine((all) => Object.keys(all).length > 0, 'sets nothing').meta({ minProperties: 1 }),
  }),
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
  one('policy'),
  one('config-get'),
  one('config-set'),
]) as z.ZodType<Command>;

/** What can be read of a command that is refused, to answer it. */
export const commandId = z.object({ id: uuid });
