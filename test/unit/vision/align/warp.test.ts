import { describe, expect, it } from 'vitest';
import { type Crop, Warp } from '../../../../src/vision/align/warp.js';
import type { Image } from '../../../../src/vision/imaging/image.js';

/** A picture whose channels are linear in x and y, which bilinear sampling and block means must reproduce anywhere. */
function ramp(width: number, height: number): Image {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data.set([(x * 255) / (width - 1), (y * 255) / (height - 1), 77], (y * width + x) * 3);
    }
  }
  return { width, height, order: 'rgb', data };
}

const crop = (): Crop => ({ width: 112, height: 112, order: 'bgr', data: new Uint8Array(112 * 112 * 3).fill(9) });
const turned = (scale: number, degrees: number, tx: number, ty: number) => ({
  a: scale * Math.cos((degrees * Math.PI) / 180),
  b: scale * Math.sin((degrees * Math.PI) / 180),
  tx,
  ty,
});

/** Inside the picture the weights are 256ths and the result is rounded. */
function bilinear({ width, height, data }: Image, x: number, y: number) {
  const inside = x >= 0 && y >= 0 && x < width - 1 && y < height - 1;
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const weight = (share: number) => (inside ? Math.floor(share * 256) / 256 : share);
  const [fx, fy] = [weight(x - left), weight(y - top)];
  const at = (column: number, row: number, c: number) =>
    column < 0 || row < 0 || column >= width || row >= height ? 0 : (data[(row * width + column) * 3 + c] as number);
  const values = [0, 1, 2].map((c) => {
    const above = at(left, top, c) * (1 - fx) + at(left + 1, top, c) * fx;
    const below = at(left, top + 1, c) * (1 - fx) + at(left + 1, top + 1, c) * fx;
    return Math.floor(above * (1 - fy) + below * fy + 0.5);
  });
  return { values, tolerance: inside ? 0 : 1 };
}

describe('Warp', () => {
  it.each([
    ['upright, same size', turned(1, 0, 40, 30)],
    ['enlarged and turned', turned(0.4, 25, 60, 30)],
    ['turned, 1.7 source pixels per pixel', turned(1.7, -12, 40, 50)],
    ['2.6 source pixels per pixel, blocks of 2', turned(2.6, 17, 120, 20)],
    ['4.3 source pixels per pixel, blocks of 4', turned(4.3, -9, 20, 90)],
  ])('samples a known picture where the transform says: %s', (_, toSource) => {
    const source = ramp(640, 640);
    const target = crop();
    new Warp(112).cut(source, toSource, target);
    for (let v = 0; v < 112; v += 3) {
      for (let u = 0; u < 112; u += 3) {
        const x = toSource.a * u - toSource.b * v + toSource.tx;
        const y = toSource.b * u + toSource.a * v + toSource.ty;
        const [red = 0, green = 0, blue = 0] = target.data.subarray((v * 112 + u) * 3);
        // The ramp itself is floored to whole grey levels, hence 1.5.
        expect(Math.abs(red - (x * 255) / 639)).toBeLessThan(1.5);
        expect(Math.abs(green - (y * 255) / 639)).toBeLessThan(1.5);
        expect(blue).toBe(77);
      }
    }
  });

  it('equals the formula to the bit, the border included', () => {
    const noise = { width: 160, height: 120, order: 'rgb', data: new Uint8Array(160 * 120 * 3) } as const;
    for (let i = 0, seed = 1; i < noise.data.length; i++) {
      seed = Math.imul(seed, 1664525) + 1013904223;
      noise.data[i] = seed >>> 24;
    }
    const target = crop();
    for (const toSource of [turned(0.9, 11, 30, -7), turned(1.99, -40, -20, 110), turned(0.3, 170, 155, 118)]) {
      new Warp(112).cut(noise, toSource, target);
      let different = 0;
      for (let i = 0; i < 112 * 112; i++) {
        const x = toSource.a * (i % 112) - toSource.b * Math.floor(i / 112) + toSource.tx;
        const y = toSource.b * (i % 112) + toSource.a * Math.floor(i / 112) + toSource.ty;
        const expected = bilinear(noise, x, y);
        // At the border the weights are not rounded to 256ths.
        for (let c = 0; c < 3; c++) {
          if (Math.abs((target.data[i * 3 + c] as number) - (expected.values[c] as number)) > expected.tolerance)
            different++;
        }
      }
      expect(different).toBe(0);
    }
  });

  it('copies pixels exactly under the identity', () => {
    const source = ramp(112, 112);
    const target = crop();
    new Warp(112).cut(source, turned(1, 0, 0, 0), target);
    expect(target.data).toEqual(source.data);
    expect(target.order).toBe('rgb');
  });

  it('averages away a pattern finer than the crop can show', () => {
    const data = new Uint8Array(900 * 900 * 3);
    for (let i = 0; i < data.length; i++) data[i] = (((i / 3) % 2) | 0) * 255;
    const target = crop();
    new Warp(112).cut({ width: 900, height: 900, order: 'rgb', data }, turned(6, 0, 60, 60), target);
    expect(target.data.every((value) => value > 120 && value < 135)).toBe(true);
  });

  it.each([1, 5])('leaves black what lies outside the picture (scale %d)', (scale) => {
    const source: Image = { width: 200, height: 200, order: 'rgb', data: new Uint8Array(200 * 200 * 3).fill(200) };
    const target = crop();
    const warp = new Warp(112);
    warp.cut(source, turned(scale, 0, -56 * scale, 0), target);
    expect(target.data[0]).toBe(0);
    expect(target.data[(10 * 112 + 60) * 3]).toBe(200);
    warp.cut(source, turned(scale, 0, 5000, 5000), target);
    expect(target.data.every((value) => value === 0)).toBe(true);
  });
});
