import { describe, expect, it } from 'vitest';
import {
  answer,
  beginChallenge,
  type ChallengeAction,
  type ChallengeOutcome,
  challengeActions,
  drawActions,
  request,
  wordsFor,
} from '../../../../src/access/domain/challenge.js';
import type { LiveLook } from '../../../../src/access/domain/live-evidence.js';
import { instant, seconds } from '../../../../src/base/units.js';
import type { Landmarks } from '../../../../src/vision/domain/face.js';
import { type Held, headLandmarks, pictureLandmarks } from '../../../support/head.js';
import { fc } from '../../../support/property.js';

const within = seconds(6);
const look = (landmarks: Landmarks, eyesOpen = 0.9): LiveLook => ({
  liveness: { kind: 'checked', score: 3, eyesOpen },
  landmarks,
  print: 0,
});

/** Angles on the way there and back. */
const sway = (...stops: readonly number[]): number[] =>
  stops.flatMap((to, i) => {
    const from = stops[i - 1] ?? 0;
    return Array.from({ length: 5 }, (_, k) => from + ((to - from) * (k + 1)) / 5);
  });
const heads = (key: keyof Held, values: readonly number[]) => values.map((v) => look(headLandmarks({ [key]: v })));

/** Plays looks, a tenth of a second apart, from a straight look on. */
function play(actions: readonly ChallengeAction[], looks: readonly LiveLook[], start: Landmarks = headLandmarks()) {
  let challenge = beginChallenge(actions, look(start), instant(0), within) ?? expect.fail('did not begin');
  let outcome: ChallengeOutcome = 'going';
  looks.forEach((seen, i) => {
    if (outcome !== 'going') return;
    ({ challenge, outcome } = answer(challenge, seen, instant((i + 1) * 100), within));
  });
  return { challenge, outcome };
}

describe('answer', () => {
  it.each([
    ['turnLeft', heads('yaw', sway(25))],
    ['turnRight', heads('yaw', sway(-25))],
    ['comeNearer', heads('distance', [9, 8.5, 8, 7.5, 7, 6.5])],
    ['blink', [0.9, 0.1, 0.9].map((open) => look(headLandmarks(), open))],
  ] as const)('passes somebody who does what %s asks for', (action, looks) => {
    expect(play([action], looks).outcome).toBe('passed');
  });

  it.each([
    ['turnLeft', heads('yaw', sway(-25))],
    ['turnRight', heads('yaw', sway(25))],
  ] as const)('fails the opposite of %s', (action, looks) => {
    expect(play([action], looks).outcome).toBe('failed');
  });

  it.each(challengeActions)('waits for somebody who holds still at %s, until time is over', (action) => {
    const still = Array.from({ length: 59 }, () => look(headLandmarks({ yaw: 2 })));
    expect(play([action], still).outcome).toBe('going');
    expect(play([action], [...still, ...still]).outcome).toBe('failed');
  });

  it('asks for one action after the other, each from the start', () => {
    const turned = play(['turnLeft', 'turnRight'], heads('yaw', sway(25)));
    expect(turned.outcome).toBe('going');
    expect(request(turned.challenge)).toBe('lookStraight');
    const straight = play(['turnLeft', 'turnRight'], heads('yaw', sway(25, 0)));
    expect(request(straight.challenge)).toBe('turnRight');
    expect(play(['turnLeft', 'turnRight'], heads('yaw', sway(25, 0, -25))).outcome).toBe('passed');
    expect(play(['turnLeft', 'turnRight'], heads('yaw', sway(25, 0, 25))).outcome).toBe('failed');
  });

  it('takes a picture that is exchanged for one of a turned head for no movement', () => {
    const front = Array.from({ length: 5 }, () => look(pictureLandmarks({})));
    const turned = Array.from({ length: 20 }, () => look(pictureLandmarks({}, { yaw: 25 })));
    expect(play(['turnLeft'], [...front, ...turned], pictureLandmarks({})).outcome).toBe('going');
  });

  it('passes no flat picture, however it is moved', () => {
    const angle = fc.double({ min: -55, max: 55, noNaN: true });
    const held = fc.record({
      yaw: angle,
      pitch: angle,
      roll: angle,
      x: fc.double({ min: -3, max: 3, noNaN: true }),
      distance: fc.double({ min: 6, max: 30, noNaN: true }),
    });
    const action = fc.constantFrom<ChallengeAction>('turnLeft', 'turnRight');
    fc.assert(
      fc.property(action, fc.array(held, { maxLength: 50 }), (asked, poses) => {
        const looks = poses.map((pose) => look(pictureLandmarks(pose)));
        expect(play([asked], looks, pictureLandmarks({})).outcome).not.toBe('passed');
      }),
    );
  });

  it.each([0, 30, 45, -45])('passes no sheet that is rolled to a radius of 7 cm and turned from %i degrees', (from) => {
    // An eye distance is about 6.3 cm.
    const rolled = (yaw: number) => pictureLandmarks({ yaw }, {}, 7 / 6.3);
    const angles = Array.from(
      { length: 64 },
      (_, i) => from + 48 * Math.sin((i * 2 * Math.PI) / 64) * (from === 0 ? 1 : 2),
    ).map((yaw) => Math.max(-50, Math.min(50, yaw)));
    for (const asked of ['turnLeft', 'turnRight'] as const) {
      expect(
        play(
          [asked],
          angles.map((yaw) => look(rolled(yaw))),
          rolled(from),
        ).outcome,
      ).not.toBe('passed');
    }
  });

  it('waits for a straight look of somebody who was asked while looking aside', () => {
    const aside = play(['turnRight'], heads('yaw', [25, 25, 25]), headLandmarks({ yaw: 25 }));
    expect([aside.outcome, request(aside.challenge)]).toEqual(['going', 'lookStraight']);
    // Only to face the camera is neither the right movement nor the wrong one.
    for (const asked of ['turnLeft', 'turnRight'] as const) {
      const straight = play([asked], heads('yaw', [25, 20, 15, 10, 5, 0, 0]), headLandmarks({ yaw: 25 }));
      expect([straight.outcome, request(straight.challenge)]).toEqual(['going', asked]);
    }
  });
});

describe('drawActions', () => {
  it('draws a turn of the head first, and a blink only where eyes are seen', () => {
    const picks = fc.infiniteStream(fc.nat(1000));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.boolean(), picks, (count, eyes, stream) => {
        const drawn = drawActions(count, eyes, (below) => (stream.next().value as number) % below);
        expect(drawn).toHaveLength(count);
        expect(['turnLeft', 'turnRight']).toContain(drawn[0]);
        if (!eyes) expect(drawn).not.toContain('blink');
      }),
    );
  });

  it('can draw every sequence of two', () => {
    const sequences = [0, 1].flatMap((first) =>
      [0, 1, 2, 3].map((second) => drawActions(2, true, picking(first, second))),
    );
    expect(new Set(sequences.map(String)).size).toBe(8);
  });

  it('tells the visitor each action in words', () => {
    for (const action of challengeActions) expect(wordsFor(action)).toMatch(/^Please .*\.$/);
  });
});

function picking(...picks: readonly number[]): (below: number) => number {
  const left = [...picks];
  return () => left.shift() ?? expect.fail('drew too often');
}
