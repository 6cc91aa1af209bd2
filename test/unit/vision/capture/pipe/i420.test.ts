import { describe, expect, it } from 'vitest';
import { i420Bytes, i420ToBgr } from '../../../../../src/vision/capture/pipe/i420.js';

/** ITU-R BT.601, limited range, in real numbers. */
function reference(y: number, u: number, v: number): readonly number[] {
  const c = 1.164383 * Math.max(0, y - 16);
  const bgr = [c + 2.017232 * (u - 128), c - 0.391762 * (u - 128) - 0.812968 * (v - 128), c + 1.596027 * (v - 128)];
  return bgr.map((value) => Math.min(255, Math.max(0, value)));
}

describe('i420ToBgr', () => {
  it('is the formula, to within one level', () => {
    let worst = 0;
    for (let y = 0; y < 256; y += 15) {
      for (let u = 0; u < 256; u += 17) {
        for (let v = 0; v < 256; v += 17) {
          const bgr = new Uint8ClampedArray(3);
          i420ToBgr(Uint8Array.of(y, u, v), 1, 1, bgr);
          worst = Math.max(worst, ...reference(y, u, v).map((value, i) => Math.abs((bgr[i] as number) - value)));
        }
      }
    }
    expect(worst).toBeLessThanOrEqual(1);
  });

  it('shares the colour of each 2x2 block, also at odd edges', () => {
    const [width, height] = [3, 3];
    expect(i420Bytes(width, height)).toBe(9 + 4 + 4);
    const yuv = Uint8Array.of(...new Array(9).fill(100), 90, 128, 128, 240, 128, 128, 128, 128);
    const bgr = new Uint8ClampedArray(27);
    i420ToBgr(yuv, width, height, bgr);
    const blues = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((i) => bgr[i * 3]);
    const grey = 98;
    expect(blues).toEqual([21, 21, grey, 21, 21, grey, grey, grey, 255]);
  });
});
