import { describe, expect, it } from 'vitest';
import { blinked, judgeLooks, type LiveLook } from '../../../../src/access/domain/live-evidence.js';
import type { Landmarks } from '../../../../src/vision/domain/face.js';
import { headLandmarks, pictureLandmarks } from '../../../support/head.js';
import { fc } from '../../../support/property.js';

const pad = { bonaFide: 1, attack: -2, frames: 5 };
let prints = 0;
const look = (score: number, landmarks: Landmarks = headLandmarks(), print = ++prints): LiveLook => ({
  liveness: { kind: 'checked', score },
  landmarks,
  print,
});
const scored = (...scores: readonly number[]) => scores.map((score) => look(score));
const eyes = (...open: readonly number[]): LiveLook[] =>
  open.map((eyesOpen) => ({ ...look(0), liveness: { kind: 'checked', score: 0, eyesOpen } }));

describe('judgeLooks', () => {
  it.each([
    ['no look', [], { kind: 'tooFew' }],
    ['too few looks', scored(8, 8), { kind: 'tooFew' }],
    ['three live looks', scored(1, 1, 1), { kind: 'live', score: 1 }],
    ['a mean just below', scored(1, 1, 0.9), { kind: 'undecided', full: false }],
    ['five of them', scored(0, 0, 0, 1, 1), { kind: 'undecided', full: true }],
    ['a mean below the attack threshold', scored(-3, -2, -2), { kind: 'attack', by: 'passive' }],
    ['at the attack threshold', scored(-2, -2, -2), { kind: 'undecided', full: false }],
    ['only the latest frames', scored(-8, -8, 2, 2, 2, 2, 2), { kind: 'live', score: 2 }],
    ['a score that is no number', scored(2, Number.NaN, 2), { kind: 'attack', by: 'passive' }],
  ])('%s', (_, looks, expected) => {
    expect(judgeLooks(looks, pad)).toMatchObject(expected);
  });

  it('has no evidence where a look was not checked, or no model is loaded', () => {
    const unchecked: LiveLook = { ...look(8), liveness: { kind: 'notChecked' } };
    expect(judgeLooks([...scored(8, 8, 8), unchecked], pad).kind).toBe('notChecked');
    expect(judgeLooks(scored(8, 8, 8), undefined).kind).toBe('notChecked');
  });

  it('takes pictures that come back for a recording', () => {
    const again = { ...look(8), repeated: true };
    expect(judgeLooks([...scored(8, 8, 8), again], pad).kind).toBe('live');
    expect(judgeLooks([...scored(8, 8, 8), again, { ...again, print: -1 }], pad)).toMatchObject({
      kind: 'attack',
      by: 'repeat',
    });
  });

  it('takes a frame that was sent twice for one, and a frozen picture for an attack', () => {
    const frozen = (count: number) => Array.from({ length: count }, () => look(8, headLandmarks(), 7));
    expect(judgeLooks([look(8), ...frozen(3)], pad).kind).toBe('tooFew');
    expect(judgeLooks([look(8), ...frozen(3), look(8)], pad).kind).toBe('live');
    expect(judgeLooks(frozen(7), pad).kind).toBe('tooFew');
    expect(judgeLooks(frozen(8), pad)).toMatchObject({ kind: 'attack', by: 'repeat' });
  });

  it('takes a face that is tilted like a sheet of paper for a plane, whatever the model says', () => {
    const sheet = [0, 10, 20, 30, 42, 45, 48].map((yaw) => look(8, pictureLandmarks({ yaw })));
    expect(judgeLooks(sheet, pad)).toMatchObject({ kind: 'attack', by: 'plane' });
  });

  it('takes no head for a plane, however it turns, nods and tilts', () => {
    const angle = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
    const held = fc.record({
      yaw: angle(45),
      pitch: angle(30),
      roll: angle(30),
      distance: fc.double({ min: 6, max: 20, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(held, { minLength: 3, maxLength: 30 }), (poses) => {
        expect(
          judgeLooks(
            poses.map((pose) => look(8, headLandmarks(pose))),
            pad,
          ).kind,
        ).toBe('live');
      }),
    );
  });

  it('lets a blink count a little, and its absence not at all', () => {
    const open = (score: number, eyesOpen: number): LiveLook => ({
      ...look(score),
      liveness: { kind: 'checked', score, eyesOpen },
    });
    expect(judgeLooks([open(0.7, 0.9), open(0.7, 0.1), open(0.7, 0.9)], pad).kind).toBe('live');
    expect(judgeLooks([open(0.7, 0.9), open(0.7, 0.9), open(0.7, 0.9)], pad).kind).toBe('undecided');
    expect(judgeLooks([open(-3, 0.9), open(-3, 0.1), open(-3, 0.9)], pad).kind).toBe('attack');
  });

  it('never becomes live by a lower score', () => {
    const score = fc.double({ min: -8, max: 8, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(score, { minLength: 3, maxLength: 8 }),
        fc.nat(7),
        fc.double({ min: 0, max: 8, noNaN: true }),
        (scores, at, less) => {
          const lower = scores.map((s, i) => (i === at ? s - less : s));
          if (judgeLooks(scored(...lower), pad).kind === 'live')
            expect(judgeLooks(scored(...scores), pad).kind).toBe('live');
        },
      ),
    );
  });
});

describe('blinked', () => {
  it.each([
    [[0.9, 0.1, 0.9], true],
    [[0.9, 0.5, 0.2, 0.4, 0.8], true],
    [[0.9, 0.9, 0.9], false],
    [[0.1, 0.9], false],
    [[0.9, 0.1], false],
    [[0.9, 0.45, 0.9], false],
    [[], false],
  ])('%j: %s', (open, expected) => {
    expect(blinked(eyes(...open))).toBe(expected);
  });
});
