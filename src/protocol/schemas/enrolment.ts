import { z } from 'zod';
import type { Enrolment } from '../domain/command-args.js';
import { base64, space, toEmbedding } from './fields.js';
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

/** Whom to enrol: the plain text of what `enroll` and `replace` carry sealed. */
export const enrolment: z.ZodType<Enrolment> = z
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
