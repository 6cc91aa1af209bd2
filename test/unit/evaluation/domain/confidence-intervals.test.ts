import { describe, expect, it } from 'vitest';
import { overPeople, wilson } from '../../../../src/evaluation/domain/confidence-intervals.js';

describe('confidence limits', () => {
  it('are Wilson’s', () => {
    // Values of Newcombe (1998), table I, method 3.
    const published = [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const;
    for (const [hits, count, low, high] of published) {
      const [from, to] = wilson(hits, count);
      expect(from).toBeCloseTo(low, 4);
      expect(to).toBeCloseTo(high, 4);
    }
    expect(wilson(0, 0)).toEqual([0, 1]);
  });

  it('are wider when the trials of a person hang together', () => {
    const apart = Array.from({ length: 1000 }, (_, i) => [i % 10 === 0 ? 1 : 0, 1] as const);
    const together = Array.from({ length: 100 }, (_, i) => [i % 10 === 0 ? 10 : 0, 10] as const);
    const width = ([low, high]: readonly [number, number]): number => high - low;
    expect(width(overPeople(apart))).toBeCloseTo(width(wilson(100, 1000)), 2);
    expect(width(overPeople(together))).toBeGreaterThan(2.5 * width(overPeople(apart)));
  });

  it('say something where nothing happened', () => {
    expect(overPeople(Array.from({ length: 300 }, () => [0, 5] as const))[1]).toBeCloseTo(0.0126, 3);
    expect(overPeople(Array.from({ length: 300 }, () => [5, 5] as const))[0]).toBeCloseTo(1 - 0.0126, 3);
  });
});
