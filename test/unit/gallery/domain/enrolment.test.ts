import { describe, expect, it } from 'vitest';
import { judgeEnrolment, judgeSample, type Sample } from '../../../../src/gallery/domain/enrolment.js';
import { buildIndex } from '../../../../src/gallery/search/gallery-index.js';
import { type Embedding, embedding } from '../../../../src/vision/domain/embedding.js';
import type { ObservedFace } from '../../../../src/vision/domain/observation.js';

const space = { id: 'test/1', dimension: 16 };
/** A vector at this angle from the first axis, towards another one. */
const at = (degrees: number, axis = 1): Embedding => {
  const raw = new Float32Array(16);
  raw[0] = Math.cos((degrees * Math.PI) / 180);
  raw[axis] = Math.sin((degrees * Math.PI) / 180);
  return embedding(space, raw);
};
const usable = (picture: string, e: Embedding): Sample => ({ kind: 'usable', picture, embedding: e });
const none = { replace: false, allowSimilar: false };
const empty = { existing: undefined, index: buildIndex(space, []), minSimilarity: 0.5 };
const ada = { id: 'ada', name: 'Ada', enabled: true };
const withAda = { ...empty, index: buildIndex(space, [{ id: 1, person: 'ada', embedding: at(0) }]) };

describe('judgeEnrolment', () => {
  it('accepts pictures that are alike', () => {
    expect(judgeEnrolment('a', [usable('1', at(0)), usable('2', at(40))], empty, none)).toMatchObject({
      kind: 'accepted',
    });
  });

  it.each([
    ['one picture of somebody else', [at(0), at(10), at(90)]],
    ['two pictures each of two people', [at(0), at(5), at(90), at(85)]],
  ])('never makes one person of %s', (_, embeddings) => {
    const samples = embeddings.map((e, i) => usable(String(i), e));
    expect(judgeEnrolment('a', samples, empty, none)).toMatchObject({ kind: 'refused', reason: 'differentPeople' });
  });

  it('uses the good pictures beside refused ones, and needs at least one', () => {
    const bad: Sample = { kind: 'refused', picture: 'x', reason: 'blurred' };
    expect(judgeEnrolment('a', [bad, usable('1', at(0))], empty, none)).toMatchObject({
      kind: 'accepted',
      templates: [at(0)],
    });
    expect(judgeEnrolment('a', [bad], empty, none)).toEqual({ kind: 'refused', reason: 'noUsablePicture' });
  });

  it('finds a face that is enrolled under another id, unless twins are allowed', () => {
    const samples = [usable('1', at(20))];
    expect(judgeEnrolment('b', samples, withAda, none)).toMatchObject({ reason: 'alreadyEnrolledAs', person: 'ada' });
    expect(judgeEnrolment('b', samples, withAda, { ...none, allowSimilar: true }).kind).toBe('accepted');
  });

  it('replaces an id that is in use only when told to', () => {
    const known = { ...withAda, existing: ada };
    const samples = [usable('1', at(20))];
    expect(judgeEnrolment('ada', samples, known, none)).toMatchObject({ reason: 'idInUse' });
    expect(judgeEnrolment('ada', samples, known, { ...none, replace: true }).kind).toBe('accepted');
  });
});

describe('judgeSample', () => {
  const face = { faults: [], embedding: at(0) } as unknown as ObservedFace;
  it.each<[string, readonly ObservedFace[], string]>([
    ['no face', [], 'noFace'],
    ['two faces', [face, face], 'multipleFaces'],
    ['a poor face', [{ ...face, faults: ['tooDark', 'blurred'] }], 'tooDark'],
  ])('refuses %s', (_, faces, reason) => {
    expect(judgeSample('p', faces)).toEqual({ kind: 'refused', picture: 'p', reason });
  });
  it('takes one good face', () => {
    expect(judgeSample('p', [face]).kind).toBe('usable');
  });
});
