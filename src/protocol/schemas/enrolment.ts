import { z } from 'zod';
import type { Enrolment } from '../../gallery/domain/ordered-enrolment.js';
import { base64, space, toEmbedding } from './fields.js';
import { person } from './person.js';

const mib = 1024 * 1024;

const template = z
  .strictObject({ space, values: base64(4096 * 4).describe('Little-endian float32, as base64') })
  .transform((read, context) => {
    const parsed = toEmbedding(read.space, read.values);
    if (parsed !== undefined) return parsed;
    context.addIssue('is not an embedding of its space');
    return z.NEVER;
  });

/** The person to enrol: the decrypted content of `enroll` and `replace`. */
export const enrolment: z.ZodType<Enrolment> = z
  .strictObject({
    person,
    templates: z.array(template).max(32).default([]),
    photos: z
      .array(base64(mib))
      .max(8)
      .default([])
      .describe('JPEG, PNG or WebP as base64; decoded in the terminal’s vision process'),
    allowSimilar: z.boolean().default(false).describe('Enrol even if the face is already enrolled under another id'),
  })
  .refine(({ templates, photos }) => templates.length > 0 !== photos.length > 0, 'needs either templates or photos');
