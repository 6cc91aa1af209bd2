import { describe, expect, it } from 'vitest';
import { goodLook, isShort, judgePresentation } from '../../../../src/access/domain/judge-presentation.js';
import type { LiveLook } from '../../../../src/access/domain/live-evidence.js';
import type { ObservedFace } from '../../../../src/vision/domain/observation.js';

const pad = { bonaFide: 2, attack: -1, frames: 5 };
const landmarks = [
  { x: 0, y: 0 },
  { x: 40, y: 0 },
  { x: 20, y: 22 },
  { x: 6, y: 44 },
  { x: 34, y: 44 },
] as const;

/** Looks with these scores, of pictures that differ. */
const looksOf = (...scores: readonly number[]): readonly LiveLook[] =>
  scores.map((score, print) => ({ liveness: { kind: 'checked', score }, landmarks, print }));

describe('judgePresentation', () => {
  it.each<[string, readonly number[], string, number]>([
    ['live after three looks', [3, 3, 3, -8, -8], 'live', 3],
    ['an attack after three looks', [-3, -3, -3, 8, 8], 'attack', 3],
    ['live when the fourth look decides', [1, 1, 2, 8], 'live', 4],
    ['an attack when the fifth look decides', [0, 0, 0, 0, -6], 'attack', 5],
    ['undecided after all looks that count', [1, 1, 1, 1, 1, 8, 8], 'undecided', 5],
    ['what is there: one live look', [5], 'live', 1],
    ['what is there: two looks of an attack', [-2, -2], 'attack', 2],
    ['what is there: two undecided looks', [1, 0], 'undecided', 2],
    ['what is there: four undecided looks', [1, 1, 1, 1], 'undecided', 4],
    ['no response without looks', [], 'noResponse', 0],
  ])('%s', (_, scores, outcome, looks) => {
    expect(judgePresentation(looksOf(...scores), pad)).toMatchObject({ outcome, looks });
  });

  it('tells the score and what told the attack', () => {
    expect(judgePresentation(looksOf(-2, -3, -4), pad)).toMatchObject({ score: -3, by: 'passive' });
  });

  it('takes a face that no model looked at for no response', () => {
    const unchecked: LiveLook = { liveness: { kind: 'notChecked' }, landmarks, print: 1 };
    expect(judgePresentation([unchecked], pad)).toEqual({ outcome: 'noResponse', looks: 1 });
  });

  it.each<[string, readonly number[], boolean]>([
    ['one look', [5], true],
    ['two looks', [5, 5], true],
    ['three looks', [5, 5, 5], false],
    ['none', [], false],
  ])('says that %s are fewer than the door waits for, or not', (_, scores, short) => {
    expect(isShort(judgePresentation(looksOf(...scores), pad), pad)).toBe(short);
  });
});

describe('goodLook', () => {
  const face = (faults: readonly string[], print: number): ObservedFace =>
    ({ faults, print, liveness: { kind: 'checked', score: 1 }, detection: { landmarks } }) as unknown as ObservedFace;

  it.each<[string, readonly ObservedFace[], number | undefined]>([
    ['the largest of several', [face([], 1), face([], 2)], 1],
    ['none where the largest fails a gate', [face(['blurred'], 1), face([], 2)], undefined],
    ['none of an empty picture', [], undefined],
  ])('is %s', (_, faces, print) => {
    expect(goodLook(faces)?.print).toBe(print);
  });
});
