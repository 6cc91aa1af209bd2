import { describe, expect, it } from 'vitest';
import type { Detection, Landmarks } from '../../../src/vision/domain/face.js';
import type { Image } from '../../../src/vision/imaging/image.js';
import { QualityMeter, turnOf } from '../../../src/vision/quality.js';

const frontal: Landmarks = [
  { x: 100, y: 100 },
  { x: 140, y: 100 },
  { x: 120, y: 125 },
  { x: 105, y: 145 },
  { x: 135, y: 145 },
];
const face = (x: number, y: number): Detection => ({
  box: { x, y, width: 100, height: 100 },
  landmarks: frontal,
  confidence: 0.9,
});
const frame = { width: 640, height: 480 };

function crop(
  colour: (x: number, y: number) => readonly [number, number, number],
  order: Image['order'] = 'rgb',
): Image {
  const data = new Uint8Array(112 * 112 * 3);
  for (let y = 0; y < 112; y++) for (let x = 0; x < 112; x++) data.set(colour(x, y), (y * 112 + x) * 3);
  return { width: 112, height: 112, order, data };
}
const moved = (dx: number): Detection => {
  const shift = ({ x, y }: { x: number; y: number }) => ({ x: x + dx, y });
  const [a, b, c, d, e] = frontal;
  return { ...face(200, 80), landmarks: [shift(a), shift(b), shift(c), shift(d), shift(e)] };
};
const measure = (picture: Image, detection = face(0, 0)) => new QualityMeter().measure(picture, detection, frame);

function rolled(landmarks: Landmarks, degrees: number): Landmarks {
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  const [a, b, c, d, e] = landmarks.map(({ x, y }) => ({
    x: cos * x - sin * y,
    y: sin * x + cos * y,
  })) as unknown as Landmarks;
  return [a, b, c, d, e];
}

describe('turnOf', () => {
  it.each([
    [0, 0],
    [10, 0.4472],
    [-10, 0.4472],
    [20, Math.SQRT1_2],
    [60, 0.9487],
  ])('a nose %d px aside of eyes 40 px apart turns by %d, however the head is rolled', (aside, expected) => {
    const [left, right, nose, mouth, corner] = frontal;
    const turned: Landmarks = [left, right, { ...nose, x: nose.x + aside }, mouth, corner];
    for (const degrees of [0, 30, -75]) expect(turnOf(rolled(turned, degrees))).toBeCloseTo(expected, 4);
  });
});

describe('QualityMeter', () => {
  it('measures eye distance and the share of the box inside the frame', () => {
    const grey = crop(() => [90, 90, 90]);
    expect(measure(grey).interOcular).toBe(40);
    expect(measure(grey).inside).toBe(1);
    expect(measure(grey, face(-50, 0)).inside).toBe(0.5);
    expect(measure(grey, face(590, 430)).inside).toBe(0.25);
    expect(measure(grey, face(700, 0)).inside).toBe(0);
  });

  it('sees a face cut off although the box was fitted to its visible part', () => {
    const grey = crop(() => [90, 90, 90]);
    expect(measure(grey, moved(0)).inside).toBe(1);
    expect(measure(grey, moved(-120)).inside).toBeGreaterThan(0.3);
    expect(measure(grey, moved(-120)).inside).toBeLessThan(0.7);
    expect(measure(grey, moved(-900)).inside).toBe(0);
  });

  it('measures the luma of the middle, in either channel order', () => {
    expect(measure(crop(() => [255, 0, 0])).brightness).toBeCloseTo(77, 0);
    expect(measure(crop(() => [255, 0, 0], 'bgr')).brightness).toBeCloseTo(29, 0);
    const lit = crop((x, y) => (Math.min(x, y, 111 - x, 111 - y) < 16 ? [255, 255, 255] : [40, 40, 40]));
    expect(measure(lit).brightness).toBe(40);
  });

  it('measures sharpness as the variance of the Laplacian', () => {
    expect(measure(crop(() => [90, 90, 90])).sharpness).toBe(0);
    expect(measure(crop((x) => [x, x, x])).sharpness).toBe(0);
    // Stripes of 0 and 10, one pixel wide: the Laplacian is +20 and -20.
    expect(measure(crop((x) => (x % 2 ? [10, 10, 10] : [0, 0, 0]))).sharpness).toBeCloseTo(400, 6);
  });
});
