import { duration, integer, section } from '../fields.js';

export const audit = section({
  maxRows: integer('Maximum number of records to keep', 1000, 100_000_000).default(1_000_000),
  maxAge: duration(
    'Delete records older than this; if not set, only maxRows limits the log',
    '1d',
    '3650d',
  ).exactOptional(),
}).describe('Audit log');
