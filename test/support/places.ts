import { resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');
/** Public models and research pictures that are not part of the project. */
export const shared = resolve(root, process.env.OSTIARY_SHARED ?? '../shared');
