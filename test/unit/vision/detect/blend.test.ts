import { expect, it } from 'vitest';
import { blend } from '../../../../src/vision/detect/blend.js';
import type { Detection, Landmarks } from '../../../../src/vision/domain/face.js';

/** A face of 10 by 10 whose landmarks all lie at `eye`. */
const at = (x: number, confidence: number, eye = 0): Detection => {
  const point = { x: eye, y: 2 * eye };
  return {
    box: { x, y: 0, width: 10, height: 10 },
    landmarks: [point, point, point, point, point],
    confidence,
  };
};
const places = (detections: readonly Detection[]) => detections.map(({ box }) => box.x);

it('keeps the best of boxes that overlap, and all that do not, best first', () => {
  expect(blend([at(30, 0.6), at(0, 0.9), at(6, 0.7)], 0.2)).toEqual([at(0, 0.9), at(30, 0.6)]);
});

it('keeps both at an overlap that is allowed', () => {
  // 5 of 15 shared: IoU 1/3.
  expect(blend([at(0, 0.9), at(5, 0.8)], 0.34)).toHaveLength(2);
  expect(blend([at(0, 0.9), at(5, 0.8)], 0.33)).toHaveLength(1);
});

it('judges only by what was kept: a chain of overlaps keeps its ends', () => {
  expect(places(blend([at(0, 0.9), at(4, 0.8), at(8, 0.7)], 0.3))).toEqual([0, 8]);
});

it('takes the mean of what shares more than half of the box, weighted by confidence', () => {
  const [face] = blend([at(0, 0.9, 10), at(2, 0.3, 14)], 0.3) as [Detection];
  expect(face.confidence).toBe(0.9);
  expect(face.box.x).toBeCloseTo(0.5);
  expect(face.box.width).toBeCloseTo(10);
  for (const point of face.landmarks satisfies Landmarks) {
    expect(point.x).toBeCloseTo(11);
    expect(point.y).toBeCloseTo(22);
  }
});

it('does not hear a candidate that it suppresses but that may be another face', () => {
  // IoU 0.43: suppressed, and not heard.
  expect(blend([at(0, 0.9, 10), at(4, 0.8, 20)], 0.3)).toEqual([at(0, 0.9, 10)]);
});

it('finds nothing in nothing', () => {
  expect(blend([], 0.3)).toEqual([]);
});
