import sharp from 'sharp';
import type { Image } from './image.js';

export interface PictureLimits {
  /** Pictures with more pixels are refused before decoding. */
  readonly pixels: number;
  /** Maximum of the longer side; larger pictures are scaled down. */
  readonly side?: number;
  /** Damage that makes a picture refused: only truncation, or any decoder error. */
  readonly damage: 'truncated' | 'error';
}

export class PictureFault extends Error {
  readonly kind: 'too-large' | 'unreadable';

  constructor(kind: PictureFault['kind'], message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}

const accepted: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp']);

/**
 * Decodes an untrusted JPEG, PNG or WebP, given as bytes or file, to RGB: turns it upright by its EXIF orientation, converts grey and CMYK,
 * and puts transparency on black.
 * @throws PictureFault (rejects)
 */
export async function decodePicture(picture: Uint8Array | string, limits: PictureLimits): Promise<Image> {
  const { pixels, side, damage } = limits;
  try {
    const decoder = sharp(picture, { limitInputPixels: pixels, failOn: damage, pages: 1, autoOrient: true });
    const { format } = await decoder.metadata();
    if (!accepted.has(format)) throw new PictureFault('unreadable', `it is ${format}`);
    decoder.flatten({ background: '#000000' });
    if (side !== undefined) decoder.resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true });
    const { data, info } = await decoder
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new PictureFault('unreadable', `it has ${info.channels} channels`);
    return { width: info.width, height: info.height, order: 'rgb', data };
  } catch (error) {
    if (error instanceof PictureFault) throw error;
    const reason = error instanceof Error ? error.message.trim() : String(error);
    throw new PictureFault(/pixel limit/i.test(reason) ? 'too-large' : 'unreadable', reason, error);
  }
}
