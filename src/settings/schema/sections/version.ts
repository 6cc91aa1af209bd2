import { z } from 'zod';
import { applies, wrong } from '../fields.js';
import { formatVersion } from '../migrations.js';

const unknown = wrong(
  `is not a format that this version of Ostiary supports (1..${formatVersion}); install the release that wrote the file`,
);

export const version = applies(
  'live',
  z
    .int(unknown)
    .min(1, unknown)
    .max(formatVersion, unknown)
    .default(formatVersion)
    .describe('Format version of this file; `ostiary config migrate` converts older versions'),
);
