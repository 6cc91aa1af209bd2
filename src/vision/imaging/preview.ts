import sharp from 'sharp';
import type { CameraPreview } from '../domain/preview.js';
import { laplacianVariance, meanOf, toGrey } from './grey.js';
import type { Image } from './image.js';

/** Measures of the picture itself. */
type Preview = Pick<CameraPreview, 'width' | 'height' | 'brightness' | 'sharpness' | 'jpeg'>;

const mostWidth = 320;

/**
 * A JPEG of at most 320 pixels width, and measures of the whole picture. Copies the picture before returning the promise, since the camera
 * may reuse the memory at once.
 */
export async function previewOf(image: Image): Promise<Preview> {
  const { width, height } = image;
  const grey = new Uint8Array(width * height);
  toGrey(image, grey);
  const measures = { width, height, brightness: meanOf(grey, image, 1), sharpness: laplacianVariance(grey, image, 1) };
  const jpeg = await sharp(rgbCopy(image), { raw: { width, height, channels: 3 } })
    .resize({ width: mostWidth, withoutEnlargement: true })
    .jpeg({ quality: 70 })
    .toBuffer();
  return { ...measures, jpeg };
}

function rgbCopy({ data, order }: Image): Uint8Array {
  const copy = new Uint8Array(data);
  if (order === 'rgb') return copy;
  for (let p = 0; p < copy.length; p += 3) {
    copy[p] = data[p + 2] as number;
    copy[p + 2] = data[p] as number;
  }
  return copy;
}
