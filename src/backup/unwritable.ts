import { StoreError } from '../base/errors.js';

export function unwritable(place: string, cause: unknown): StoreError {
  return new StoreError('backup.unwritable', `${place} cannot be written: ${(cause as Error).message}`, {
    remedy: 'Choose a folder that exists, is writable and has space for the whole database; tar must be installed.',
    context: { place },
    cause,
  });
}
