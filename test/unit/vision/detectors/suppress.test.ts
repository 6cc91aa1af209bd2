import { expect, it } from 'vitest';
import type { Detection } from '../../../../src/domain/face.js';
import { suppress } from '../../../../src/vision/detectors/suppress.js';

const point = { x: 0, y: 0 };
const at = (x: number, confidence: number): Detection => ({
  box: { x, y: 0, width: 10, height: 10 },
  landmarks: [point, point, point, point, point],
  confidence,
});

it('keeps the best of boxes that overlap, and all that do not', () => {
  const [weak, best, apart] = [at(2, 0.7), at(0, 0.9), at(30, 0.6)];
  expect(suppress([weak, best, apart], 0.3)).toEqual([best, apart]);
});

it('keeps both at an overlap that is allowed', () => {
  // 5 of 15 shared: IoU 1/3.
  expect(suppress([at(0, 0.9), at(5, 0.8)], 0.34)).toHaveLength(2);
  expect(suppress([at(0, 0.9), at(5, 0.8)], 0.33)).toHaveLength(1);
});

it('judges only by what was kept: a chain of overlaps keeps its ends', () => {
  expect(suppress([at(0, 0.9), at(4, 0.8), at(8, 0.7)], 0.3).map(({ box }) => box.x)).toEqual([0, 8]);
});
