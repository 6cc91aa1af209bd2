import { z } from 'zod';
import type { CommandName } from '../../../../domain/command.js';
import type { Command } from '../../../../domain/command-args.js';
import { address, base64, name, personId, positive, space, toEmbedding, uuid, wall } from './fields.js';
import { person } from './person.js';

const mib = 1024 * 1024;

const template = z
  .strictObject({ space, values: base64(4096 * 4).describe('Little-endian float32, as base64') })
  .transform((read, context) => {
    const parsed = toEmbedding(read.space, read.values);
    if (parsed !== undefined) return parsed;
    context.addIssue('is no embedding of its space');
    return z.NEVER;
  });

const enrolment = z
  .strictObject({
    person,
    templates: z.array(template).max(32).default([]),
    photos: z
      .array(base64(mib))
      .max(8)
      .default([])
      .describe('JPEG, PNG or WebP as base64; decoded in the vision process of the terminal'),
    allowSimilar: z.boolean().default(false).describe('Enrol although the face is known under another id'),
  })
  .refine(({ templates, photos }) => templates.length > 0 !== photos.length > 0, 'needs either templates or photos');

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
