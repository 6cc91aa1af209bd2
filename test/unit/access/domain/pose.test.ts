import { describe, expect, it } from 'vitest';
import { poseOf, tiltBetween } from '../../../../src/access/domain/pose.js';
import type { Landmarks } from '../../../../src/vision/domain/face.js';
import { headLandmarks, pictureLandmarks } from '../../../support/head.js';
import { fc } from '../../../support/property.js';

const pose = (landmarks: Landmarks) => poseOf(landmarks) ?? expect.fail('no pose');
const change = (from: Landmarks, to: Landmarks) => ({
  sideways: pose(to).sideways - pose(from).sideways,
  down: pose(to).down - pose(from).down,
});

describe('poseOf', () => {
  it('tells where a head points', () => {
    const front = headLandmarks();
    expect(pose(front).sideways).toBeCloseTo(0, 6);
    expect(change(front, headLandmarks({ yaw: 20 })).sideways).toBeGreaterThan(0.14);
    expect(change(front, headLandmarks({ yaw: -20 })).sideways).toBeLessThan(-0.14);
    expect(change(front, headLandmarks({ pitch: 20 })).down).toBeLessThan(-0.14);
    expect(change(front, headLandmarks({ roll: 25 })).sideways).toBeCloseTo(0, 1);
  });

  it('stays the same for a flat picture, however it is held', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -60, max: 60, noNaN: true }),
        fc.double({ min: -60, max: 60, noNaN: true }),
        fc.double({ min: -180, max: 180, noNaN: true }),
        fc.double({ min: 6, max: 30, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (yaw, pitch, roll, distance, x) => {
          const { sideways, down } = change(pictureLandmarks({}), pictureLandmarks({ yaw, pitch, roll, distance, x }));
          // What remains is perspective; a challenge wants 0.14.
          expect(Math.hypot(sideways, down)).toBeLessThan(0.12);
        },
      ),
    );
  });

  it('has none where the landmarks lie on one line', () => {
    const point = { x: 5, y: 5 };
    expect(poseOf([point, point, point, point, point])).toBeUndefined();
  });
});

describe('tiltBetween', () => {
  it.each([0, 30, 45, 60])('is about 1 / cos for a picture tilted by %i degrees', (yaw) => {
    const tilt = tiltBetween(pictureLandmarks({ distance: 100 }), pictureLandmarks({ yaw, distance: 100, roll: 30 }));
    expect(tilt).toBeCloseTo(1 / Math.cos((yaw * Math.PI) / 180), 1);
  });

  it('is 1 for a picture that is moved, brought near and turned in its plane', () => {
    expect(tiltBetween(pictureLandmarks({}), pictureLandmarks({ x: 3, roll: 70, distance: 5 }))).toBeCloseTo(1, 5);
  });

  it('cannot be told for landmarks on one line', () => {
    const point = { x: 5, y: 5 };
    const line: Landmarks = [point, point, point, point, point];
    expect(tiltBetween(line, headLandmarks())).toBe(Number.POSITIVE_INFINITY);
    expect(tiltBetween(headLandmarks(), line)).toBe(Number.POSITIVE_INFINITY);
  });
});
