import { describe, expect, it } from 'vitest';
import type { PresentationClass } from '../../../../src/access/domain/judge-presentation.js';
import { attackRates, type Classified } from '../../../../src/evaluation/domain/attack-rates.js';

/** So many of each outcome: live, undecided, attack, without a response. */
function many(kind: string, ...counts: readonly [number, number, number, number]): readonly Classified[] {
  const outcomes: readonly PresentationClass[] = ['live', 'undecided', 'attack', 'noResponse'];
  return outcomes.flatMap((outcome, i) => Array.from({ length: counts[i] ?? 0 }, () => ({ kind, outcome })));
}

describe('attackRates', () => {
  const rates = attackRates([
    ...many('live', 90, 6, 2, 2),
    ...many('print', 0, 1, 19, 0),
    ...many('phone', 2, 3, 5, 10),
    ...many('tablet', 0, 0, 0, 4),
  ]);
  const [phone, print, tablet] = rates.species;

  it('counts bona fide visits: BPCER, and what became of them', () => {
    expect(rates.bonaFide.notLive).toMatchObject({ hits: 8, of: 98 });
    expect(rates.bonaFide.undecided).toMatchObject({ hits: 6, of: 98 });
    expect(rates.bonaFide.attack).toMatchObject({ hits: 2, of: 98 });
    expect(rates.bonaFide.noResponse).toMatchObject({ hits: 2, of: 100, share: 0.02 });
  });

  it.each([
    ['phone', phone, { hits: 2, of: 10 }, { hits: 5, of: 10 }, { hits: 10, of: 20 }],
    ['print', print, { hits: 0, of: 20 }, { hits: 1, of: 20 }, { hits: 0, of: 20 }],
    ['tablet', tablet, { hits: 0, of: 0 }, { hits: 0, of: 0 }, { hits: 4, of: 4 }],
  ])('counts the species %s: APCER, with undecided ones, without a response', (name, found, live, both, none) => {
    expect(found).toMatchObject({ species: name, live, liveOrUndecided: both, noResponse: none });
  });

  it('tells nothing of a species without a response', () => {
    expect(tablet?.live.share).toBeNaN();
    expect(tablet?.live.limits).toEqual([0, 1]);
  });

  it('gives limits by Wilson', () => {
    expect(print?.live.limits[0]).toBe(0);
    expect(print?.live.limits[1]).toBeCloseTo(0.1611, 4);
  });

  it.each([
    ['the highest APCER', [...many('a', 1, 0, 9, 0), ...many('b', 2, 0, 8, 0)], 'b'],
    ['of equal ones, the one that was tried less', [...many('a', 0, 0, 20, 0), ...many('b', 0, 0, 5, 0)], 'b'],
    ['no species without a response', [...many('a', 0, 0, 3, 0), ...many('b', 0, 0, 0, 9)], 'a'],
    ['none at all', many('live', 3, 0, 0, 0), undefined],
  ])('the worst species has %s', (_, presentations, worst) => {
    expect(attackRates(presentations).worst?.species).toBe(worst);
  });
});
