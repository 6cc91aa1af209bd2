import { HardwareFault } from '../../base/errors.js';
import { decodePicture, type PictureLimits } from '../imaging/decode-picture.js';
import type { Image } from '../imaging/image.js';

/** Above the size of any supported camera. Tolerates small errors in the JPEGs of cheap cameras. */
const limits: PictureLimits = { pixels: 50_000_000, damage: 'truncated' };

/**
 * Decodes a camera's picture, or a file in its place, from JPEG, PNG or WebP.
 * @throws HardwareFault `camera.bad-picture` naming `origin`, if the picture is invalid, truncated or too large.
 */
export async function decodeFrame(picture: Uint8Array | string, origin: string): Promise<Image> {
  try {
    return await decodePicture(picture, limits);
  } catch (cause) {
    throw new HardwareFault('camera.bad-picture', `${origin} cannot be decoded: ${(cause as Error).message}`, {
      remedy: 'Replace the picture. If it came from a camera that sends JPEG, check the cable.',
      context: { origin },
      cause,
      transient: true,
    });
  }
}
