import { describe, expect, it } from 'vitest';
import type { DrillStanding } from '../../../../src/access/domain/drill.js';
import { instant, millis, timestamp } from '../../../../src/base/units.js';
import type { CameraReading } from '../../../../src/doctor/domain/camera.js';
import { judgeLiveness, type LivenessReading } from '../../../../src/doctor/domain/liveness.js';

const day = 86_400_000;
const within = millis(90 * day);
const look = {
  sequence: 1,
  capturedAt: instant(0),
  width: 640,
  height: 480,
  brightness: 120,
  sharpness: 300,
  faces: [],
};
const looks = (change: object): CameraReading['looks'] => [look, { ...look, ...change }];
const done = (days: number): DrillStanding => ({ kind: 'done', until: timestamp(days * day), within });

describe('liveness', () => {
  it.each<[string, Partial<LivenessReading>, readonly string[]]>([
    ['a picture that serves', {}, ['ok: size and light']],
    ['a small picture', { looks: looks({ width: 320, height: 240 }) }, ['warn: 320x240 is too small']],
    ['a low picture', { looks: looks({ height: 240 }) }, ['warn: 640x240 is too small']],
    ['a face at the edge', { looks: looks({ faces: [[], ['cutOff']] }) }, ['warn: a face is at the edge']],
    ['no light', { looks: looks({ brightness: 35 }) }, ['warn: too dark']],
    ['a dark face before a bright wall', { looks: looks({ faces: [['tooDark']] }) }, ['warn: too dark']],
    ['several', { looks: looks({ height: 200, brightness: 9 }) }, ['warn: 640x200', 'warn: too dark']],
    ['unchecked: no business of this check', { level: 'unchecked', looks: looks({ brightness: 0 }) }, []],
    ['a drill that is good for long', { drill: done(50) }, ['ok: size', 'ok: drill valid until 1970-02-20']],
    ['a drill that is due', { drill: done(10) }, ['ok: size', 'warn: the next liveness drill is due']],
    [
      'a missing drill',
      { drill: { kind: 'missing', why: 'no drill' } },
      ['ok: size', 'warn: nobody is let in: a liveness drill is missing; no drill'],
    ],
  ])('%s', (_, change, expected) => {
    const reading: LivenessReading = {
      level: 'strict',
      looks: looks({}),
      quality: { minInterOcular: 24, minBrightness: 40 },
      drill: { kind: 'notDemanded' },
      wall: timestamp(0),
      ...change,
    };
    const told = judgeLiveness(reading).map(({ level, seen }) => `${level}: ${seen}`);
    expect(told).toEqual(expected.map((start) => expect.stringMatching(new RegExp(`^${start}`))));
  });

  it('judges nothing that the camera does not show', () => {
    const quality = { minInterOcular: 24, minBrightness: 40 };
    const drill: DrillStanding = { kind: 'notDemanded' };
    expect(judgeLiveness({ level: 'standard', quality, drill, wall: timestamp(0) })).toEqual([]);
  });
});
