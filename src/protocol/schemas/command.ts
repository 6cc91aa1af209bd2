import { z } from 'zod';
import type { CommandName } from '../domain/command.js';
import type { Command } from '../domain/command-args.js';
import { address, jwe, name, personId, positive, uuid, wall } from './fields.js';

/** Longest sealed enrolment, in characters. */
const mostSealed = 2 * 1024 * 1024;
const enrolment = z.strictObject({
  sealed: jwe(mostSealed).describe(
    'An enrolment (enrolment.json), encrypted for the terminal’s sealKey or with the key of a group',
  ),
});

const settings = z
  .record(
    z
      .string()
      .max(64)
      .regex(/^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)*$/)
      .describe(
        'Dotted name of a setting, such as door.release; docs/configuration.md shows which ones a site may set',
      ),
    z.union([z.string().max(64), z.number(), z.boolean(), z.null()]),
  )
  .refine((all) => Object.keys(all).length <= 64, 'has more than 64 settings')
  .meta({ maxProperties: 64 })
  .describe('Values as in the terminal’s configuration; null restores the value of that configuration');

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
    revision: positive.describe('Higher than that of all earlier policies'),
    settings: settings.describe(
      'The complete policy: settings that it does not name keep the value of the terminal’s configuration',
    ),
  }),
  'config-get': nothing,
  'config-set': z.strictObject({
    settings: settings.refine((all) => Object.keys(all).length > 0, 'contains no settings').meta({ minProperties: 1 }),
  }),
} as const satisfies Record<CommandName, z.ZodType>;

const head = {
  id: uuid.describe('A command is carried out once; repeating it returns the same answer'),
  site: name,
  target: address,
  issued: wall,
  expires: wall,
  counter: positive.describe('Greater than in all earlier commands signed with this key'),
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

/** The part of a refused command that is needed to answer it. */
export const commandId = z.object({ id: uuid });
