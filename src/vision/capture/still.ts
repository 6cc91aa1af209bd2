import type { Instant } from '../../base/units.js';
import type { Image } from '../imaging/image.js';
import type { Captured } from './source.js';

/** A picture with its own memory. */
export function still(image: Image, capturedAt: Instant): Captured {
  const { width, height, data } = image;
  return { capturedAt, width, height, samples: data, image: () => image, release: () => undefined };
}
