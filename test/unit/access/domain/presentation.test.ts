import { describe, expect, it } from 'vitest';
import type { Identification } from '../../../../src/access/domain/identify.js';
import {
  afterDenial,
  afterGrant,
  beginPresentation,
  hasLeft,
  type PresentationRules,
  type Sighting,
  see,
  type Verdict,
} from '../../../../src/access/domain/presentation.js';
import { instant, millis } from '../../../../src/base/units.js';
import { type Embedding, embedding } from '../../../../src/vision/domain/embedding.js';
import { headLandmarks } from '../../../support/head.js';
import { fc } from '../../../support/property.js';

const rules: PresentationRules = {
  minSimilarity: 0.5,
  agree: 2,
  of: 3,
  retryAfter: millis(3000),
  maxAttempts: 2,
  regrantAfter: millis(8000),
  absentAfter: millis(1500),
  liveness: { level: 'unchecked', pad: undefined, answerWithin: millis(6000), draw: () => ['turnLeft'] },
};
const box = { x: 0, y: 0, width: 10, height: 10 };
const start = beginPresentation('v', box, instant(0));
const space = { id: 'test/1', dimension: 2 };
/** Cosine similarity of two looks: the cosine of the difference of their angles. */
const look = (degrees: number, of = space) =>
  embedding(of, [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]);
const sighting = (identification: Identification, probe: Embedding = look(0)): Sighting => ({
  kind: 'identified',
  identification,
  probe,
  look: { liveness: { kind: 'notChecked' }, landmarks: headLandmarks(), print: 0 },
});
const match = (person: string, probe = look(0)) => sighting({ kind: 'match', person, similarity: 0.6 }, probe);
const stranger = sighting({ kind: 'noMatch', similarity: 0.1 });
const unusable: Sighting = { kind: 'unusable', reason: 'tooFar' };

function play(sightings: readonly Sighting[]): Verdict[] {
  let visit = start;
  return sightings.map((s, i) => {
    const step = see(visit, s, box, instant(i * 100), rules);
    visit = step.presentation;
    return step.verdict;
  });
}

describe('see', () => {
  it('agrees when k of the last n name one person', () => {
    expect(play([match('a'), match('a')]).map((v) => v.kind)).toEqual(['pending', 'agreed']);
    expect(play([match('a'), stranger, match('a')]).at(-1)).toMatchObject({ kind: 'agreed', person: 'a' });
  });

  it('does not agree on sightings that have slid out of the window', () => {
    expect(play([match('a'), stranger, stranger, match('a')]).at(-1)?.kind).not.toBe('agreed');
  });

  it('calls a full window without a match unknown, and one with contradictions ambiguous', () => {
    expect(play([stranger, stranger, stranger]).at(-1)).toEqual({ kind: 'unknown', similarity: 0.1 });
    expect(play([match('a'), match('b'), stranger]).at(-1)?.kind).toBe('ambiguous');
  });

  it.each([
    [3000, 'agreed'],
    [3001, 'pending'],
  ])('counts a sighting of %i ms ago: %s', (age, expected) => {
    let visit = see(start, match('a'), box, instant(0), rules).presentation;
    for (let now = 500; now <= 2500; now += 500) visit = see(visit, unusable, box, instant(now), rules).presentation;
    expect(see(visit, match('a'), box, instant(age), rules).verdict.kind).toBe(expected);
  });

  it.each([
    ['a face that was away for more than a second', box, 1101],
    ['a face that jumps aside', { ...box, x: 7 }, 100],
    ['a face that is suddenly larger', { x: -4, y: -4, width: 18, height: 18 }, 100],
  ])('starts afresh for %s', (_, place, after) => {
    const first = see(start, match('a'), box, instant(100), rules).presentation;
    const second = see(first, match('a'), place, instant(100 + after), rules);
    expect(second.verdict).toEqual({ kind: 'pending', need: 'moreFrames' });
  });

  it('does not let somebody who steps into a visit inherit its evidence', () => {
    const [grantee, intruder] = [look(0), look(61)];
    const first = [match('a', grantee), match('a', intruder)];
    expect(play(first).map((v) => v.kind)).toEqual(['pending', 'pending']);
    // Their own second frame would be evidence, as for anybody.
    expect(play([...first, match('a', intruder)]).at(-1)?.kind).toBe('agreed');
    expect(play([match('a', grantee), match('a', look(59))]).at(-1)?.kind).toBe('agreed');
  });

  it('takes probes of two embedding spaces for no evidence of one visitor', () => {
    const other = look(0, { id: 'test/2', dimension: 2 });
    expect(play([match('a'), match('a', other)]).at(-1)?.kind).toBe('pending');
  });

  it('says what an unusable sighting needs, and does not count it', () => {
    expect(play([match('a'), unusable, match('a')])).toMatchObject([
      { kind: 'pending', need: 'moreFrames' },
      { kind: 'pending', need: 'tooFar' },
      { kind: 'agreed' },
    ]);
  });

  it('is quiet after a grant and after a denial, then looks afresh', () => {
    const granted = afterGrant(start, 'a', instant(0), rules);
    expect(see(granted, match('a'), box, instant(7999), rules).verdict).toEqual({ kind: 'pending', need: 'pause' });
    expect(see(granted, match('a'), box, instant(8000), rules).verdict).toEqual({
      kind: 'pending',
      need: 'moreFrames',
    });
  });

  it('lets the next in the queue in without the pause, but no stranger, and nobody after a denial', () => {
    const granted = afterGrant(start, 'a', instant(0), rules);
    const next = see(granted, match('b'), box, instant(500), rules);
    expect(next.verdict).toEqual({ kind: 'pending', need: 'moreFrames' });
    expect(see(next.presentation, match('b'), box, instant(600), rules).verdict).toMatchObject({ person: 'b' });
    expect(see(granted, stranger, box, instant(500), rules).verdict).toEqual({ kind: 'pending', need: 'pause' });
    const denied = afterDenial(granted, instant(0), rules);
    expect(see(denied, match('b'), box, instant(500), rules).verdict).toEqual({ kind: 'pending', need: 'pause' });
  });

  it('gives up after maxAttempts until the visitor has left', () => {
    const tired = afterDenial(afterDenial(start, instant(0), rules), instant(0), rules);
    expect(see(tired, match('a'), box, instant(1e6), rules).verdict).toEqual({ kind: 'pending', need: 'stepAway' });
  });

  it('never agrees on a person with fewer than k matching sightings in the last n', () => {
    const any = fc.constantFrom(match('a'), match('b'), stranger, unusable);
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), (sightings) => {
        play(sightings).forEach((verdict, i) => {
          if (verdict.kind !== 'agreed') return;
          const window = sightings
            .slice(0, i + 1)
            .filter((s) => s.kind === 'identified')
            .slice(-rules.of);
          const votes = window.filter(
            (s) => s.identification.kind === 'match' && s.identification.person === verdict.person,
          );
          expect(votes.length).toBeGreaterThanOrEqual(rules.agree);
        });
      }),
    );
  });

  it('knows who has left', () => {
    expect(hasLeft(start, instant(1500), rules)).toBe(false);
    expect(hasLeft(start, instant(1501), rules)).toBe(true);
  });
});
