import { z } from 'zod';
import type { Person } from '../../gallery/domain/gallery.js';
import { personId, wall } from './fields.js';

/** Door ids as in `terminal.door` of the configuration. */
export const doorIds = z.array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)).max(1000);
export const personName = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => !/\p{Cc}/u.test(text), 'contains control characters');

export const person = z
  .strictObject({
    id: personId,
    name: personName,
    enabled: z.boolean().default(true),
    validFrom: wall.exactOptional(),
    validUntil: wall.exactOptional().describe('End of the person’s validity (exclusive)'),
    doors: doorIds.exactOptional().describe('Doors this person may open; absent means all doors'),
  })
  .transform((read): Person => read);
