import sharp from 'sharp';
import { HardwareFault } from '../../base/errors.js';
import type { Image } from '../imaging/image.js';

/** More than any camera here has; refuses decompression bombs. */
const mostPixels = 50_000_000;

/**
 * A JPEG, PNG or WebP as RGB, turned upright by its EXIF orientation.
 * @throws HardwareFault `camera.bad-picture` naming `origin`, when it is not one, is cut short, or is too large.
 */
export async function decodePicture(picture: Uint8Array | string, origin: string): Promise<Image> {
  try {
    const { data, info } = await sharp(picture, { limitInputPixels: mostPixels, failOn: 'truncated', autoOrient: true })
      .flatten()
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`it decodes to ${info.channels} channels`);
    return { width: info.width, height: info.height, order: 'rgb', data };
  } catch (cause) {
    throw new HardwareFault('camera.bad-picture', `${origin} cannot be decoded: ${(cause as Error).message.trim()}`, {
      remedy: 'Replace the picture; for a camera that sends JPEG, check its cable.',
      context: { origin },
      cause,
      transient: true,
    });
  }
}
