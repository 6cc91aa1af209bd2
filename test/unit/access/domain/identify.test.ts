import { describe, expect, it } from 'vitest';
import { identify } from '../../../../src/access/domain/identify.js';
import { fc } from '../../../support/property.js';

const thresholds = { minSimilarity: 0.4, margin: 0.05 };
const candidate = (person: string, similarity: number) => ({ person, similarity });

describe('identify', () => {
  it.each([
    ['an empty gallery', [], { kind: 'noMatch' }],
    ['below the threshold', [candidate('a', 0.39)], { kind: 'noMatch', similarity: 0.39 }],
    ['NaN', [candidate('a', Number.NaN)], { kind: 'noMatch', similarity: Number.NaN }],
    ['at the threshold, alone', [candidate('a', 0.4)], { kind: 'match', person: 'a', similarity: 0.4 }],
    [
      'a clear lead',
      [candidate('a', 0.7), candidate('b', 0.2)],
      { kind: 'match', person: 'a', similarity: 0.7, runnerUp: 0.2 },
    ],
    ['two alike', [candidate('a', 0.7), candidate('b', 0.68)], { kind: 'ambiguous', similarity: 0.7, runnerUp: 0.68 }],
    [
      'a lead over a runner-up that is no match itself still counts',
      [candidate('a', 0.41), candidate('b', 0.39)],
      { kind: 'ambiguous', similarity: 0.41, runnerUp: 0.39 },
    ],
  ])('%s', (_, candidates, expected) => {
    expect(identify(candidates, thresholds)).toEqual(expected);
  });

  it('never names anybody whose similarity is below the threshold', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1 }), { maxLength: 5 }), (similarities) => {
        const sorted = similarities.sort((a, b) => b - a).map((s, i) => candidate(`p${i}`, s));
        const answer = identify(sorted, thresholds);
        if (answer.kind === 'match') expect(answer.similarity).toBeGreaterThanOrEqual(thresholds.minSimilarity);
        else expect(answer).not.toHaveProperty('person');
      }),
    );
  });
});
