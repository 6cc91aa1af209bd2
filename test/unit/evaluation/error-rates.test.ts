import { describe, expect, it } from 'vitest';
import { randomOf } from '../../../src/base/random.js';
import { chart } from '../../../src/evaluation/error-rate-chart.js';
import { report } from '../../../src/evaluation/error-rate-report.js';
import { evaluate, ratesAt, thresholdFor } from '../../../src/evaluation/error-rates.js';
import { extrapolatedFpir, fmrForFpir } from '../../../src/evaluation/open-set.js';

const dimension = 24;

/** Pictures of people as directions of their own with some noise, so that the errors are there to be counted. */
function peopleOf(count: number, pictures: number, noise: number) {
  const r = randomOf(7);
  const samples = Array.from({ length: count }, (_, person) => {
    const own = Array.from({ length: dimension }, () => r.normal(0, 1));
    return Array.from({ length: pictures }, (_, i) => {
      const raw = own.map((value) => value + r.normal(0, noise));
      const length = Math.hypot(...raw);
      return { person: `p${person}`, file: `${i + 1}.jpg`, values: Float32Array.from(raw, (v) => v / length) };
    });
  }).flat();
  return { samples, missed: ['x.jpg'] };
}

const people = peopleOf(130, 4, 0.6);
const evaluation = evaluate('a + b', people, undefined, () => undefined);

describe('an evaluation', () => {
  it('compares each picture once with each other', () => {
    const { genuine, impostor, personCount } = evaluation.comparisons;
    expect(personCount).toBe(130);
    expect(genuine.count).toBe(130 * 6);
    expect(impostor.count).toBe((520 * 519) / 2 - 130 * 6);
    expect(genuine.quantile(0.5)).toBeGreaterThan(impostor.quantile(0.99));
  });

  it('measures what the set has people for, and says what it extrapolates', () => {
    expect(evaluation.searches.map((s) => s.gallerySize)).toEqual([100]);
    const [searches] = evaluation.searches;
    // Each gallery: 30 people outside with 4 pictures, 100 inside with 3 besides the template.
    expect(searches?.nonMated.count).toBe(40 * 120);
    expect(searches?.mated.count).toBe(40 * 300);
    expect(ratesAt(evaluation, 0.6, 100).fpirLimits).toBeDefined();
    expect(ratesAt(evaluation, 0.6, 1000).fpirLimits).toBeUndefined();
    expect(report(evaluation)).toMatch(/FTA 0\.19 %[\s\S]*extrapolated/);
  });

  it('gives a threshold that keeps what was asked', () => {
    const wished = thresholdFor(evaluation, { rate: 'fpir', atMost: 0.02, gallerySize: 100 }, 'drawn numbers');
    expect(wished.fpir).toBeLessThanOrEqual(0.02);
    expect(ratesAt(evaluation, wished.similarity - 0.002, 100).fpir).toBeGreaterThan(0.02);
    expect(wished.measuredOn).toMatch(/^drawn numbers; \d+ impostor .*40 random galleries of 100 people/);
    const single = thresholdFor(evaluation, { rate: 'fmr', atMost: 1e-3 }, 'drawn numbers');
    expect(single.fmr).toBeLessThanOrEqual(1e-3);
    expect(single.measuredOn).toContain('extrapolated');
  });

  it('extrapolates as the closed form has it', () => {
    expect(extrapolatedFpir(1e-4, 1000)).toBeCloseTo(1 - 0.9999 ** 1000, 10);
    expect(fmrForFpir(extrapolatedFpir(3e-9, 10_000), 10_000)).toBeCloseTo(3e-9, 15);
  });

  it('draws its curves', () => {
    const svg = chart([evaluation, { ...evaluation, name: '<c>' }]);
    expect(svg.match(/<polyline/g)).toHaveLength(6);
    expect(svg).toContain('Open set, 100 people enrolled');
    expect(svg).not.toContain('<c>');
    expect(svg).not.toContain('NaN');
  });
});
