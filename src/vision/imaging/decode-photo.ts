import { CommandRejected } from '../../base/errors.js';
import { maxPictureBytes } from '../domain/picture-limits.js';
import { decodePicture, PictureFault, type PictureLimits } from './decode-picture.js';
import type { Image } from './image.js';

/** A longer side does not improve a 112×112 face. */
const limits: PictureLimits = { pixels: 40_000_000, side: 1920, damage: 'error' };

/**
 * Decodes a photograph for enrolment from an untrusted JPEG, PNG or WebP, scaled to at most 1920 pixels on the longer side.
 * @throws CommandRejected `picture.unreadable`, `picture.too-large`.
 */
export async function decodePhoto(bytes: Uint8Array): Promise<Image> {
  if (bytes.length > maxPictureBytes) throw tooLarge(`${bytes.length} bytes`);
  try {
    return await decodePicture(bytes, limits);
  } catch (fault) {
    if (!(fault instanceof PictureFault)) throw fault;
    throw fault.kind === 'too-large' ? tooLarge(fault.message, fault) : unreadable(fault.message, fault);
  }
}

function tooLarge(reason: string, cause?: unknown): CommandRejected {
  return new CommandRejected('picture.too-large', `the picture is too large: ${reason}`, {
    remedy: 'Use a picture of at most 40 megapixels and 32 MiB.',
    cause,
  });
}

function unreadable(reason: string, cause?: unknown): CommandRejected {
  return new CommandRejected('picture.unreadable', `cannot decode the picture: ${reason}`, {
    remedy: 'Use an intact JPEG, PNG or WebP picture.',
    cause,
  });
}
