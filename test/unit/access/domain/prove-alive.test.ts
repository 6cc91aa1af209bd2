import { describe, expect, it } from 'vitest';
import type { ChallengeAction } from '../../../../src/access/domain/challenge.js';
import type { LivenessLevel } from '../../../../src/access/domain/liveness-level.js';
import {
  beginPresentation,
  type Identify,
  type PresentationRules,
  type Sighting,
  type Verdict,
} from '../../../../src/access/domain/presentation.js';
import { see } from '../../../../src/access/domain/see.js';
import { instant, millis, seconds } from '../../../../src/base/units.js';
import { embedding } from '../../../../src/vision/domain/embedding.js';
import type { Landmarks } from '../../../../src/vision/domain/face.js';
import { headLandmarks, pictureLandmarks } from '../../../support/head.js';
import { fc } from '../../../support/property.js';

const space = { id: 'test/1', dimension: 2 };
const box = { x: 0, y: 0, width: 100, height: 100 };
const pad = { bonaFide: 1, attack: -2, frames: 5, eyes: false };

function rules(
  level: LivenessLevel,
  actions: readonly ChallengeAction[] = ['turnLeft', 'turnRight'],
): PresentationRules {
  return {
    minSimilarity: 0.5,
    agree: 2,
    of: 3,
    retryAfter: millis(3000),
    maxAttempts: 3,
    regrantAfter: millis(8000),
    absentAfter: millis(1500),
    liveness: { level, pad, answerWithin: seconds(6), draw: (count) => actions.slice(0, count) },
  };
}

interface Shown {
  readonly score?: number;
  /** Direction of the embedding, in degrees; 0 is the enrolled person, 60 and more is somebody else. */
  readonly face?: number;
  readonly landmarks?: Landmarks;
}

const identify: Identify = (probe) => {
  const similarity = probe.values[0] as number;
  return similarity >= 0.5 ? { kind: 'match', person: 'ada', similarity } : { kind: 'noMatch', similarity };
};

let prints = 0;
function sighting({ score = 3, face = 0, landmarks = headLandmarks() }: Shown): Sighting {
  const angle = (face * Math.PI) / 180;
  return {
    kind: 'usable',
    probe: embedding(space, [Math.cos(angle), Math.sin(angle)]),
    weight: 1,
    look: { liveness: { kind: 'checked', score }, landmarks, print: ++prints },
  };
}

/** Shows one frame after the other, a tenth of a second apart, until something is decided. */
function show(
  level: LivenessLevel,
  frames: readonly Shown[],
  box_ = box,
): { readonly verdict: Verdict; readonly needs: string[] } {
  let visit = beginPresentation('v', box_, instant(0));
  const needs: string[] = [];
  for (const [i, frame] of frames.entries()) {
    const step = see(visit, sighting(frame), box_, instant(i * 100), rules(level), identify);
    visit = step.presentation;
    if (step.verdict.kind !== 'pending') return { verdict: step.verdict, needs };
    if (needs.at(-1) !== step.verdict.need) needs.push(step.verdict.need);
  }
  return { verdict: { kind: 'pending', need: needs.at(-1) as 'moreFrames' }, needs };
}

const times = (count: number, shown: Shown = {}) => Array.from({ length: count }, () => shown);
const turn = (shown: Shown = {}, most = 25) =>
  [0, 5, 10, 15, 20, 25, 25, 25].map((yaw) => ({ ...shown, landmarks: headLandmarks({ yaw: Math.min(yaw, most) }) }));
const back = [20, 15, 10, 5, 0, 0].map((yaw) => ({ landmarks: headLandmarks({ yaw }) }));
const turnBack = [-5, -10, -15, -20, -25, -25, -25].map((yaw) => ({ landmarks: headLandmarks({ yaw }) }));
const liveness = ({ verdict }: { readonly verdict: Verdict }) =>
  verdict.kind === 'agreed' ? verdict.liveness : verdict;

describe('liveness of a visit', () => {
  it('lets an ordinary visitor in within five good frames, without a question, at standard', () => {
    const { verdict, needs } = show('standard', times(5));
    expect(verdict).toMatchObject({ kind: 'agreed', person: 'ada', liveness: { kind: 'live', answered: [] } });
    expect(needs).toEqual(['moreFrames']);
  });

  it.each(['standard', 'strict'] as const)('refuses a picture that the model knows, at %s', (level) => {
    expect(liveness(show(level, times(5, { score: -5 })))).toMatchObject({ reason: 'attack', by: 'passive' });
  });

  it('asks where the model is undecided, and lets in who answers', () => {
    const undecided = { score: 0 };
    const { verdict, needs } = show('standard', [...times(5, undecided), ...turn(undecided)]);
    expect(needs).toEqual(['moreFrames', 'turnLeft']);
    expect(verdict).toMatchObject({ liveness: { kind: 'live', answered: ['turnLeft'] } });
  });

  it('refuses who does not answer in time, and who moves the wrong way', () => {
    expect(show('standard', times(100, { score: 0 })).verdict).toEqual({
      kind: 'unanswered',
      person: 'ada',
      asked: ['turnLeft'],
      how: 'late',
    });
    const wrong = turn().map(({ landmarks }) => ({ score: 0, landmarks: mirrored(landmarks) }));
    expect(show('standard', [...times(5, { score: 0 }), ...wrong]).verdict).toMatchObject({
      kind: 'unanswered',
      how: 'wrong',
    });
  });

  it('asks for two movements at strict, besides a live score', () => {
    expect(show('strict', times(20)).needs).toEqual(['moreFrames', 'turnLeft']);
    const answered = [...times(5), ...turn(), ...back, ...turnBack];
    expect(show('strict', answered)).toMatchObject({
      needs: ['moreFrames', 'turnLeft', 'lookStraight', 'turnRight'],
      verdict: { liveness: { kind: 'live', answered: ['turnLeft', 'turnRight'] } },
    });
    const doubtful = answered.map((shown) => ({ ...shown, score: 0 }));
    expect(liveness(show('strict', doubtful))).toMatchObject({ reason: 'livenessUndecided' });
  });

  it('grants nothing on a challenge that was passed in two looks, whatever the score', () => {
    const at = rules('standard');
    let visit = beginPresentation('v', box, instant(0));
    let last: Verdict | undefined;
    const seen = new Map([
      [0, 0],
      [26, 0],
      [42, 11],
      [58, 18],
      [74, 19],
    ]);
    for (let tenth = 0; tenth <= 80; tenth += 2) {
      const yaw = seen.get(tenth);
      const frame: Sighting =
        yaw === undefined
          ? { kind: 'unusable', reason: 'blurred' }
          : sighting({ score: -8, landmarks: headLandmarks({ yaw }) });
      const step = see(visit, frame, box, instant(tenth * 100), at, identify);
      visit = step.presentation;
      last = step.verdict;
      expect(last).not.toMatchObject({ kind: 'agreed', liveness: { kind: 'live' } });
    }
  });

  it('asks afresh when the level is raised during a challenge', () => {
    let visit = beginPresentation('v', box, instant(0));
    const frames = [...times(5, { score: 0 }), ...turn()];
    const verdicts = frames.map((shown, i) => {
      const at = rules(i < 6 ? 'standard' : 'strict');
      const step = see(visit, sighting(shown), box, instant(i * 100), at, identify);
      visit = step.presentation;
      return step.verdict.kind;
    });
    expect(new Set(verdicts)).toEqual(new Set(['pending']));
    expect(visit.challenge?.of.actions).toHaveLength(2);
  });

  it('lets nobody in without a model', () => {
    const blind = { ...rules('standard'), liveness: { ...rules('standard').liveness, pad: undefined } };
    let visit = beginPresentation('v', box, instant(0));
    visit = see(visit, sighting({}), box, instant(0), blind, identify).presentation;
    expect(see(visit, sighting({}), box, instant(100), blind, identify).verdict).toMatchObject({
      liveness: { kind: 'refused', reason: 'livenessNotChecked' },
    });
  });

  it('does not add the live frames of a stranger to the picture of somebody enrolled', () => {
    // The stranger is live, the picture is not: only the picture's own frames count for it.
    const swapped = [...times(1, { face: 90, score: 8 }), ...times(8, { score: -5 })];
    expect(liveness(show('standard', swapped))).toMatchObject({ reason: 'attack' });
    const inTurns = Array.from({ length: 40 }, (_, i) => (i % 2 ? { face: 90, score: 8 } : { score: -5 }));
    expect(liveness(show('standard', inTurns))).not.toMatchObject({ kind: 'live' });
  });

  it('does not let a live stranger answer for a picture', () => {
    const answered = [...times(5, { score: 0 }), ...turn({ face: 90 }), ...times(8, { score: 0 })];
    expect(show('standard', answered).verdict.kind).toBe('pending');
  });

  it('denies who breaks a challenge off by jumping aside', () => {
    let visit = beginPresentation('v', box, instant(0));
    for (let i = 0; i < 5; i++)
      visit = see(visit, sighting({ score: 0 }), box, instant(i * 100), rules('standard'), identify).presentation;
    expect(visit.challenge).toBeDefined();
    const aside = { ...box, x: 70 };
    expect(see(visit, sighting({ score: 0 }), aside, instant(500), rules('standard'), identify).verdict.kind).toBe(
      'unanswered',
    );
  });

  it('never grants, whatever is held up in whatever order, unless enough live frames of the person themselves were seen', () => {
    const frame = fc.record({
      face: fc.constantFrom(0, 20, 90),
      score: fc.constantFrom(-8, -3, 0, 3, 8),
      landmarks: fc.integer({ min: -50, max: 50 }).map((yaw) => pictureLandmarks({ yaw })),
    });
    const level = fc.constantFrom<LivenessLevel>('standard', 'strict');
    fc.assert(
      fc.property(level, fc.array(frame, { maxLength: 60 }), (at, frames) => {
        const { verdict } = show(at, frames);
        if (verdict.kind !== 'agreed' || verdict.liveness.kind !== 'live') return;
        expect(at).toBe('standard');
        expect(verdict.liveness.score).toBeGreaterThanOrEqual(pad.bonaFide);
        expect(frames.filter(({ face, score }) => face < 60 && score > 0).length).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });
});

const mirrored = ([left, right, nose, mouthLeft, mouthRight]: Landmarks): Landmarks => {
  const flip = ({ x, y }: { readonly x: number; readonly y: number }) => ({ x: -x, y });
  return [flip(right), flip(left), flip(nose), flip(mouthRight), flip(mouthLeft)];
};
