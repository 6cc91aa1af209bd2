import { describe, expect, it } from 'vitest';
import { identify } from '../../../../src/access/domain/identify.js';
import { joinProbes } from '../../../../src/access/domain/joined-probe.js';
import {
  afterDenial,
  afterGrant,
  beginPresentation,
  hasLeft,
  type Presentation,
  type PresentationRules,
  type Sighting,
  type Verdict,
} from '../../../../src/access/domain/presentation.js';
import { see as seeWith } from '../../../../src/access/domain/see.js';
import { type Instant, instant, millis } from '../../../../src/base/units.js';
import { buildIndex } from '../../../../src/gallery/search/gallery-index.js';
import { type Embedding, embedding, similarity } from '../../../../src/vision/domain/embedding.js';
import type { Box } from '../../../../src/vision/domain/face.js';
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
const probeAt = (degrees: number, of = space) =>
  embedding(of, [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]);
/** Cosine similarity of two probes: the cosine of the difference of their angles. Frames of one visitor are within 50 degrees here. */
const at = (degrees: number, weight = 1, of = space): Sighting => ({
  kind: 'usable',
  probe: probeAt(degrees, of),
  weight,
  look: { liveness: { kind: 'notChecked' }, landmarks: headLandmarks(), print: 0 },
});
/** The enrolled: `a` at 0 and `b` at 120 degrees. */
const index = buildIndex(space, [
  { id: 1, person: 'a', embedding: probeAt(0) },
  { id: 2, person: 'b', embedding: probeAt(120) },
]);
const whoIs = (probe: Embedding) => identify(index.search(probe, 2), { minSimilarity: 0.5, margin: 0.05 });
const a = at(5);
const b = at(125);
const stranger = at(240);
const unusable: Sighting = { kind: 'unusable', reason: 'tooFar' };
const see = (visit: Presentation, sighting: Sighting, place: Box, now: Instant) =>
  seeWith(visit, sighting, place, now, rules, whoIs);

function play(sightings: readonly Sighting[]): Verdict[] {
  let visit = start;
  return sightings.map((s, i) => {
    const step = see(visit, s, box, instant(i * 100));
    visit = step.presentation;
    return step.verdict;
  });
}

describe('see', () => {
  it('agrees when k of the last n are of one face that matches', () => {
    expect(play([a, a]).map((v) => v.kind)).toEqual(['pending', 'agreed']);
    expect(play([a, stranger, a]).at(-1)).toMatchObject({ kind: 'agreed', person: 'a' });
  });

  it('adds up frames of which not every one matches alone', () => {
    const [near, far] = [at(-45), at(-65)];
    expect(play([far, far, far]).at(-1)).toMatchObject({ kind: 'unknown' });
    const similarity = expect.closeTo(Math.cos((55 * Math.PI) / 180), 5);
    expect(play([near, far]).at(-1)).toMatchObject({ kind: 'agreed', similarity });
  });

  it('lets better frames weigh more', () => {
    expect(play([at(-45), at(-85, 0.1)]).at(-1)?.kind).toBe('agreed');
    expect(play([at(-45), at(-85)]).at(-1)?.kind).toBe('pending');
  });

  it('does not agree on sightings that have slid out of the window', () => {
    expect(play([a, stranger, stranger, a]).at(-1)?.kind).not.toBe('agreed');
  });

  it('calls a full window without a match unknown, one between two people ambiguous, and contradictions unknown', () => {
    expect(play([stranger, stranger, stranger]).at(-1)).toMatchObject({ kind: 'unknown' });
    expect(play([at(60), at(60), at(60)]).at(-1)?.kind).toBe('ambiguous');
    expect(play([a, b, stranger, a, b, stranger]).map((v) => v.kind)).toEqual([...Array(5).fill('pending'), 'unknown']);
  });

  it.each([
    [3000, 'agreed'],
    [3001, 'pending'],
  ])('counts a sighting of %i ms ago: %s', (age, expected) => {
    let visit = see(start, a, box, instant(0)).presentation;
    for (let now = 500; now <= 2500; now += 500) visit = see(visit, unusable, box, instant(now)).presentation;
    expect(see(visit, a, box, instant(age)).verdict.kind).toBe(expected);
  });

  it.each([
    ['a face that was away for more than a second', box, 1101],
    ['a face that jumps aside', { ...box, x: 7 }, 100],
    ['a face that is suddenly larger', { x: -4, y: -4, width: 18, height: 18 }, 100],
  ])('starts afresh for %s', (_, place, after) => {
    const first = see(start, a, box, instant(100)).presentation;
    const second = see(first, a, place, instant(100 + after));
    expect(second.verdict).toEqual({ kind: 'pending', need: 'moreFrames' });
  });

  it('does not let somebody who steps into a visit inherit its evidence', () => {
    // Alone the intruder does not match; joined with the frames of `a` they would.
    const intruder = at(-70);
    expect(play([a, a, intruder]).at(-1)?.kind).not.toBe('agreed');
    expect(play([a, intruder, intruder, intruder]).some((v) => v.kind === 'agreed')).toBe(false);
    // Their own second frame would be evidence, as for anybody.
    expect(play([at(-50), a, a]).at(-1)?.kind).toBe('agreed');
  });

  it('takes probes of two embedding spaces for no evidence of one visitor', () => {
    expect(play([a, at(5, 1, { id: 'test/2', dimension: 2 })]).at(-1)?.kind).toBe('pending');
  });

  it('says what an unusable sighting needs, and does not count it', () => {
    expect(play([a, unusable, a])).toMatchObject([
      { kind: 'pending', need: 'moreFrames' },
      { kind: 'pending', need: 'tooFar' },
      { kind: 'agreed' },
    ]);
  });

  it('is quiet after a grant and after a denial, then looks afresh', () => {
    const granted = afterGrant(start, 'a', instant(0), rules);
    expect(see(granted, a, box, instant(7999)).verdict).toEqual({ kind: 'pending', need: 'pause' });
    expect(see(granted, a, box, instant(8000)).verdict).toEqual({
      kind: 'pending',
      need: 'moreFrames',
    });
  });

  it('lets the next in the queue in without the pause, but no stranger, and nobody after a denial', () => {
    const granted = afterGrant(start, 'a', instant(0), rules);
    const next = see(granted, b, box, instant(500));
    expect(next.verdict).toEqual({ kind: 'pending', need: 'moreFrames' });
    expect(see(next.presentation, b, box, instant(600)).verdict).toMatchObject({ person: 'b' });
    expect(see(granted, stranger, box, instant(500)).verdict).toEqual({ kind: 'pending', need: 'pause' });
    const denied = afterDenial(granted, instant(0), rules);
    expect(see(denied, b, box, instant(500)).verdict).toEqual({ kind: 'pending', need: 'pause' });
  });

  it('gives up after maxAttempts until the visitor has left', () => {
    const tired = afterDenial(afterDenial(start, instant(0), rules), instant(0), rules);
    expect(see(tired, a, box, instant(1e6)).verdict).toEqual({ kind: 'pending', need: 'stepAway' });
  });

  it('never agrees on a person unless k of the last n are as close to the latest as frames of one visitor, and match joined', () => {
    const any = fc.oneof(
      fc.constantFrom(a, b, stranger, unusable),
      fc.integer({ min: 0, max: 359 }).map((degrees) => at(degrees)),
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), (sightings) => {
        play(sightings).forEach((verdict, i) => {
          if (verdict.kind !== 'agreed') return;
          const window = sightings
            .slice(0, i + 1)
            .filter((s) => s.kind === 'usable')
            .slice(-rules.of);
          const latest = window.at(-1) ?? expect.fail('no sighting');
          const close = window.filter(({ probe }) => similarity(probe, latest.probe) >= 0.64);
          expect(close.length).toBeGreaterThanOrEqual(rules.agree);
          expect(whoIs(joinProbes(close))).toMatchObject({ kind: 'match', person: verdict.person });
        });
      }),
    );
  });

  it('knows who has left', () => {
    expect(hasLeft(start, instant(1500), rules)).toBe(false);
    expect(hasLeft(start, instant(1501), rules)).toBe(true);
  });
});
