import sharp from 'sharp';
import { CommandRejected } from '../../base/errors.js';
import { maxPictureBytes } from '../../gallery/domain/enrolment.js';
import type { Image } from './image.js';

/** Larger pictures are refused before their pixels are decoded. */
const maxPixels = 40_000_000;
/** Longer side after decoding: more adds nothing to a 112×112 face. */
const maxSide = 1920;

const accepted: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp']);

/**
 * Decodes an untrusted JPEG, PNG or WebP: turned upright by its EXIF orientation, grey and CMYK made RGB, transparency on
 * black, at most 1920 pixels on the longer side.
 * @throws CommandRejected `picture.unreadable`, `picture.too-large`.
 */
export async function decodePicture(bytes: Uint8Array): Promise<Image> {
  if (bytes.length > maxPictureBytes) throw tooLarge(`${bytes.length} bytes`);
  try {
    const decoder = sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error', pages: 1 });
    const { format, width, height } = await decoder.metadata();
    if (!accepted.has(format)) throw unreadable(`it is ${format}`);
    if (width * height > maxPixels) throw tooLarge(`${width}x${height}`);
    const { data, info } = await decoder
      .rotate()
      .flatten({ background: '#000000' })
      .resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw unreadable(`it has ${info.channels} channels`);
    return { width: info.width, height: info.height, order: 'rgb', data };
  } catch (error) {
    if (error instanceof CommandRejected) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw /pixel limit/i.test(reason) ? tooLarge(reason, error) : unreadable(reason, error);
  }
}

function tooLarge(reason: string, cause?: unknown): CommandRejected {
  return new CommandRejected('picture.too-large', `the picture is too large: ${reason}`, {
    remedy: 'Send a picture of at most 40 megapixels and 32 MiB.',
    cause,
  });
}

function unreadable(reason: string, cause?: unknown): CommandRejected {
  return new CommandRejected('picture.unreadable', `the picture cannot be decoded: ${reason}`, {
    remedy: 'Send a whole JPEG, PNG or WebP picture.',
    cause,
  });
}
