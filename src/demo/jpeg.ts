import sharp from 'sharp';
import type { Picture } from './drawing/develop.js';

/** As a camera would store it. */
export function jpegOf({ width, height, data }: Picture): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}
