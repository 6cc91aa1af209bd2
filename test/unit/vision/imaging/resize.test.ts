import { describe, expect, it } from 'vitest';
import type { Image } from '../../../../src/vision/imaging/image.js';
import { Letterbox, writePixels } from '../../../../src/vision/imaging/resize.js';
import { fc } from '../../../support/property.js';

const identity = Uint8Array.from({ length: 256 }, (_, i) => i);
const square = { width: 320, height: 320, channels: 'rgb' } as const;

function plain(width: number, height: number, [a, b, c]: readonly [number, number, number]): Image {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i += 3) data.set([a, b, c], i);
  return { width, height, order: 'rgb', data };
}

function pixel(tensor: Uint8Array, x: number, y: number): number[] {
  return [...tensor.subarray((y * 320 + x) * 3, (y * 320 + x) * 3 + 3)];
}

describe('Letterbox', () => {
  it('keeps a plain colour exactly, whatever the size, and fills the rest with black', () => {
    const sizes = fc.record({ width: fc.integer({ min: 1, max: 900 }), height: fc.integer({ min: 1, max: 900 }) });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 255 }), ({ width, height }, grey) => {
        const target = new Uint8Array(320 * 320 * 3).fill(99);
        const fit = new Letterbox(square, identity).write(plain(width, height, [grey, 7, 250]), target);
        const columns = Math.round(width / fit.scaleX);
        const rows = Math.round(height / fit.scaleY);
        expect(Math.max(columns, rows)).toBe(320);
        for (const [x, y] of [
          [0, 0],
          [columns - 1, 0],
          [0, rows - 1],
          [columns - 1, rows - 1],
        ] as const) {
          expect(pixel(target, x, y)).toEqual([grey, 7, 250]);
        }
        if (columns < 320) expect(pixel(target, columns, 0)).toEqual([0, 0, 0]);
        if (rows < 320) expect(pixel(target, 0, rows)).toEqual([0, 0, 0]);
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    [640, 480, 2],
    [1280, 720, 4],
    [960, 960, 3],
  ])('halves and smaller: each pixel is the mean of its block (%dx%d)', (width, height, block) => {
    const source: Image = {
      width,
      height,
      order: 'rgb',
      data: new Uint8Array(width * height * 3).map((_, i) => (i * 7919) >> 4),
    };
    const target = new Uint8Array(320 * 320 * 3);
    new Letterbox(square, identity).write(source, target);
    for (const [x, y] of [
      [0, 0],
      [17, 5],
      [319, height / block - 1],
    ] as const) {
      const means = [0, 1, 2].map((channel) => {
        let sum = 0;
        for (let dy = 0; dy < block; dy++) {
          for (let dx = 0; dx < block; dx++) {
            sum += source.data[((y * block + dy) * width + x * block + dx) * 3 + channel] ?? 0;
          }
        }
        return Math.round(sum / block ** 2);
      });
      expect(pixel(target, x, y)).toEqual(means);
    }
  });

  it('averages by area at factors that are no whole number, so that fine stripes become grey', () => {
    const source = plain(850, 850, [0, 0, 0]);
    for (let i = 0; i < source.data.length; i++) source.data[i] = (((i / 3) % 2) | 0) * 255;
    const target = new Uint8Array(320 * 320 * 3);
    new Letterbox(square, identity).write(source, target);
    expect(target.every((value) => value > 75 && value < 180)).toBe(true);
  });

  it('enlarges linearly', () => {
    const source: Image = {
      width: 160,
      height: 160,
      order: 'rgb',
      data: new Uint8Array(160 * 160 * 3).map((_, i) => (i / 3) % 160),
    };
    const target = new Uint8Array(320 * 320 * 3);
    new Letterbox(square, identity).write(source, target);
    expect([40, 41, 42, 43].map((x) => pixel(target, x, 9)[0])).toEqual([20, 20, 21, 21]);
  });

  it('swaps channels and applies the table', () => {
    const target = new Int8Array(320 * 320 * 3);
    const table = Int8Array.from({ length: 256 }, (_, i) => i - 128);
    new Letterbox({ ...square, channels: 'bgr' }, table).write(plain(640, 480, [10, 20, 30]), target);
    expect([...target.subarray(0, 3)]).toEqual([-98, -108, -118]);
    expect(target.at(-1)).toBe(-128);
  });

  it('halves into float32 and other widths as well', () => {
    const data = new Uint8Array(638 * 640 * 3).map((_, i) => (i * 7919) >> 4);
    const target = new Float32Array(320 * 320 * 3);
    const table = Float32Array.from({ length: 256 }, (_, i) => i / 2);
    new Letterbox(square, table).write({ width: 638, height: 640, order: 'bgr', data }, target);
    for (let y = 0; y < 320; y += 7) {
      for (let x = 0; x < 319; x++) {
        const p = (2 * y * 638 + 2 * x) * 3;
        const sum = [p, p + 3, p + 638 * 3, p + 638 * 3 + 3].reduce((total, i) => total + (data[i] as number), 0);
        expect(target[(y * 320 + x) * 3 + 2]).toBe(((sum + 2) >> 2) / 2);
      }
      expect(target[(y * 320 + 319) * 3]).toBe(0);
    }
  });

  it('follows a change of the picture size', () => {
    const letterbox = new Letterbox(square, identity);
    const target = new Uint8Array(320 * 320 * 3);
    letterbox.write(plain(320, 320, [50, 50, 50]), target);
    expect(letterbox.write(plain(640, 320, [60, 60, 60]), target)).toEqual({ scaleX: 2, scaleY: 2 });
    expect(pixel(target, 0, 159)).toEqual([60, 60, 60]);
    expect(pixel(target, 0, 160)).toEqual([0, 0, 0]);
  });
});

describe('writePixels', () => {
  it.each([
    ['rgb', [1, 2, 3]],
    ['bgr', [3, 2, 1]],
  ] as const)('writes a crop into its place of a batch as %s', (channels, expected) => {
    const target = new Uint8Array(12);
    writePixels(plain(1, 1, [1, 2, 3]), channels, identity, target, 6);
    expect([...target]).toEqual([0, 0, 0, 0, 0, 0, ...expected, 0, 0, 0]);
  });
});
