import { readFileSync, statSync } from 'node:fs';
import { CommandRejected } from '../base/errors.js';
import { maxPictureBytes } from '../gallery/domain/enrolment.js';

/** @throws CommandRejected `enroll.picture-missing`, `enroll.picture-too-large` */
export function readPicture(file: string): Uint8Array {
  try {
    const found = statSync(file);
    // An endless pipe or a film must not fill the memory.
    if (!found.isFile()) throw new Error('not a regular file');
    if (found.size <= maxPictureBytes) return readFileSync(file);
  } catch (cause) {
    throw new CommandRejected('enroll.picture-missing', `cannot read ${file}: ${(cause as Error).message}`, {
      remedy: 'Check the path and its permissions.',
      cause,
    });
  }
  throw new CommandRejected('enroll.picture-too-large', `${file} is larger than 32 MiB`, {
    remedy: 'Use a JPEG, PNG or WebP picture of at most 40 megapixels and 32 MiB.',
  });
}
