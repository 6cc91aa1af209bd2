import sharp from 'sharp';
import { expect, it } from 'vitest';
import type { Image } from '../../../../src/vision/imaging/image.js';
import { previewOf } from '../../../../src/vision/imaging/preview.js';

/** Columns of two colours, `period` pixels wide. */
function stripes(width: number, height: number, period: number, order: Image['order']): Image {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++)
    data.set((i % width) % (2 * period) < period ? [200, 40, 10] : [0, 0, 0], i * 3);
  return { width, height, order, data };
}

it.each([
  ['rgb', [200, 40, 10]],
  ['bgr', [10, 40, 200]],
] as const)('turns a picture of order %s into a small JPEG of the right colours', async (order, [r, g, b]) => {
  const { jpeg, width, height } = await previewOf(stripes(640, 480, 640, order));
  expect([width, height]).toEqual([640, 480]);
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([320, 240]);
  expect(Math.abs((data[0] as number) - r)).toBeLessThan(12);
  expect(Math.abs((data[1] as number) - g)).toBeLessThan(12);
  expect(Math.abs((data[2] as number) - b)).toBeLessThan(12);
});

it('measures light and sharpness of the whole picture, and is not disturbed by memory that is reused', async () => {
  const image = stripes(640, 480, 8, 'rgb');
  const pending = previewOf(image);
  image.data.fill(0);
  const sharpPicture = await pending;
  const flat = await previewOf(stripes(640, 480, 640, 'rgb'));
  expect(sharpPicture.sharpness).toBeGreaterThan(100);
  expect(flat.sharpness).toBeCloseTo(0);
  expect(flat.brightness).toBeGreaterThan(70);
  const { channels } = await sharp(sharpPicture.jpeg).stats();
  expect(channels[0]?.max).toBeGreaterThan(150);
});
