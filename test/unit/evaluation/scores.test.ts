import { describe, expect, it } from 'vitest';
import { Scores } from '../../../src/evaluation/scores.js';
import { fc } from '../../support/property.js';

const similarities = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 });

describe('Scores', () => {
  it('counts what reaches a threshold', () => {
    const scores = new Scores(Float32Array.of(0.5, 0.125, 0.25, 0.25));
    expect([0, 0.25, 0.3, 0.5, 0.6].map((t) => scores.countFrom(t))).toEqual([4, 3, 1, 1, 0]);
    expect(scores.quantile(0.5)).toBe(0.25);
  });

  it('finds a threshold between neighbours, also where 32-bit numbers lie closest', () => {
    const tiny = 2 ** -149;
    expect(new Scores(Float32Array.of(0, -tiny, -tiny, -tiny, -tiny)).thresholdFor(0.2)).toBe(-0);
    expect(new Scores(Float32Array.of(0, tiny)).thresholdFor(0.5)).toBe(tiny);
    expect(new Scores(Float32Array.of(-0, 0)).thresholdFor(0)).toBe(tiny);
    expect(new Scores(Float32Array.of(0.75)).thresholdFor(0)).toBe(0.75 + 2 ** -24);
    expect(new Scores(Float32Array.of(-0.75)).thresholdFor(0)).toBe(-0.75 + 2 ** -24);
  });

  it('finds a threshold that the allowed share reaches, and no lower one', () => {
    fc.assert(
      fc.property(similarities, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const scores = new Scores(Float32Array.from(values));
        const threshold = scores.thresholdFor(share);
        expect(scores.shareFrom(threshold)).toBeLessThanOrEqual(share + 1e-9);
        const below = Math.max(...values.map(Math.fround).filter((v) => v < threshold));
        if (Number.isFinite(below)) expect(scores.shareFrom(below)).toBeGreaterThan(share - 1e-9);
      }),
    );
  });
});
