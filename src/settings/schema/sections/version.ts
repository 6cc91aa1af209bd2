import { z } from 'zod';
import { applies, wrong } from '../fields.js';
import { formatVersion } from '../migrations.js';

const unknown = wrong(
  `is not a format that this Ostiary knows (1..${formatVersion}); install the release that wrote it`,
);

export const version = applies(
  'live',
  z
    .int(unknown)
    .min(1, unknown)
    .max(formatVersion, unknown)
    .default(formatVersion)
    .describe('Format of this file; older ones are understood, and `ostiary config migrate` rewrites them'),
);
