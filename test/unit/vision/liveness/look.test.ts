import { describe, expect, it } from 'vitest';
import { mostSide } from '../../../../src/vision/imaging/cut-out.js';
import { squareOf } from '../../../../src/vision/liveness/look.js';

describe('squareOf', () => {
  it.each([
    ['around the centre, by the longer side', 1.5, [100, 50, 80, 100], { left: 65, top: 25, side: 150 }],
    ['with halves rounded up', 1.5, [10, 10, 33, 31], { left: 2, top: 1, side: 50 }],
    ['beyond the picture', 4, [0, 0, 100, 100], { left: -150, top: -150, side: 400 }],
    ['beside it', 2, [-300, 900, 50, 40], { left: -325, top: 870, side: 100 }],
    ['not smaller than 16', 1.3, [200, 200, 2, 0.01], { left: 193, top: 192, side: 16 }],
    ['not without end', 4, [0, 0, 1e9, 5], { left: 5e8 - mostSide / 2, top: 3 - mostSide / 2, side: mostSide }],
  ])('is a square %s', (_, side, [x = 0, y = 0, width = 0, height = 0], square) => {
    expect(squareOf({ side }, { x, y, width, height })).toEqual(square);
  });
});
