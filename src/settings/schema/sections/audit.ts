import { duration, integer, section } from '../fields.js';

export const audit = section({
  maxRows: integer('Newest records kept', 1000, 100_000_000).default(1_000_000),
  maxAge: duration(
    'Records older than this are pruned; without it, only maxRows prunes',
    '1d',
    '3650d',
  ).exactOptional(),
}).describe('Audit log');
