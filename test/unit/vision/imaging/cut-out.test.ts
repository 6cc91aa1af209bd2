import { describe, expect, it } from 'vitest';
import { CutOut, mostSide, type Square } from '../../../../src/vision/imaging/cut-out.js';
import type { Image } from '../../../../src/vision/imaging/image.js';
import { Letterbox } from '../../../../src/vision/imaging/resize.js';
import { fc } from '../../../support/property.js';

const width = 112;
const identity = Uint8Array.from({ length: 256 }, (_, i) => i);
const int8 = Int8Array.from({ length: 256 }, (_, i) => i - 128);

function noise(width: number, height: number, order: Image['order'] = 'rgb'): Image {
  const data = new Uint8Array(width * height * 3);
  let seed = 1;
  for (let i = 0; i < data.length; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    data[i] = seed >>> 24;
  }
  return { width, height, order, data };
}

/** The square as a picture, black where `image` ends. */
function padded({ width, height, order, data }: Image, { left, top, side }: Square): Image {
  const square = new Uint8Array(side * side * 3);
  for (let y = Math.max(0, -top); y < Math.min(side, height - top); y++) {
    const from = Math.max(0, -left);
    const to = Math.min(side, width - left);
    if (to <= from) continue;
    const begin = ((top + y) * width + left) * 3;
    square.set(data.subarray(begin + from * 3, begin + to * 3), (y * side + from) * 3);
  }
  return { width: side, height: side, order, data: square };
}

function scaled(image: Image, square: Square, table: Uint8Array | Int8Array = identity) {
  const wanted = new (table.constructor as Uint8ArrayConstructor)(width * width * 3);
  new Letterbox({ width, height: width, channels: 'rgb' }, table).write(padded(image, square), wanted);
  return wanted;
}

describe('CutOut', () => {
  const frame = noise(320, 240);
  const cut = new CutOut(width, 'rgb', identity);
  const made = (image: Image, square: Square, by = cut, table: Uint8Array | Int8Array = identity) => {
    const target = new (table.constructor as Uint8ArrayConstructor)(width * width * 3).fill(77);
    by.write(image, square, target, 0);
    return target;
  };

  it('is what the letterbox makes of the square, bit for bit, wherever it lies and whatever its side', () => {
    const squares = fc.record({
      left: fc.integer({ min: -700, max: 400 }),
      top: fc.integer({ min: -700, max: 300 }),
      side: fc.integer({ min: 16, max: 800 }),
    });
    fc.assert(
      fc.property(squares, (square) => {
        expect(Buffer.compare(made(frame, square), scaled(frame, square))).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['the size of the input', { left: 100, top: 60, side: 112 }],
    ['halved', { left: 30, top: 10, side: 224 }],
    ['a third, across a corner', { left: -100, top: -90, side: 336 }],
    ['a sixth, around all of the frame', { left: -180, top: -200, side: 672 }],
    ['one pixel more than double', { left: 40, top: 8, side: 225 }],
    ['one pixel less than the input', { left: 250, top: 180, side: 111 }],
    ['the least', { left: 312, top: 232, side: 16 }],
    ['one pixel of the frame', { left: 319, top: 239, side: 300 }],
    ['one pixel of the frame, the other corner', { left: -299, top: -299, side: 300 }],
    ['ten times the frame', { left: -1500, top: -1400, side: 3200 }],
  ])('cuts %s', (_, square) => {
    const target = made(frame, square);
    expect(Buffer.compare(target, scaled(frame, square))).toBe(0);
    expect(target.some((value) => value > 0)).toBe(true);
  });

  it.each([
    { left: 320, top: 0, side: 100 },
    { left: -100, top: 0, side: 100 },
    { left: 0, top: 240, side: 100 },
    { left: 0, top: -100, side: 100 },
    { left: 1e300, top: -1e300, side: 100 },
  ])('is black beside the frame: %j', (square) => {
    expect(made(frame, square).every((value) => value === 0)).toBe(true);
  });

  it('keeps white at the largest side', () => {
    const white: Image = { ...frame, data: new Uint8Array(frame.data.length).fill(255) };
    expect(Math.max(...made(white, { left: -8000, top: -8000, side: mostSide }))).toBeGreaterThan(0);
  });

  it('swaps channels, translates, and leaves nothing of an earlier square', () => {
    const bgr = noise(320, 240, 'bgr');
    const translated = new CutOut(width, 'rgb', int8);
    for (const square of [
      { left: 0, top: 0, side: 240 },
      { left: -50, top: 100, side: 180 },
      { left: 200, top: -50, side: 448 },
    ]) {
      const wanted = scaled(bgr, square, int8);
      expect(Buffer.compare(new Uint8Array(made(bgr, square, translated, int8)), new Uint8Array(wanted))).toBe(0);
    }
  });

  it('writes only its own part of the target', () => {
    const size = width * width * 3;
    const target = new Uint8Array(3 * size).fill(77);
    cut.write(frame, { left: 0, top: 0, side: 200 }, target, size);
    expect(target.subarray(0, size).every((value) => value === 77)).toBe(true);
    expect(target.subarray(2 * size).every((value) => value === 77)).toBe(true);
    expect(Buffer.compare(target.subarray(size, 2 * size), scaled(frame, { left: 0, top: 0, side: 200 }))).toBe(0);
  });
});
