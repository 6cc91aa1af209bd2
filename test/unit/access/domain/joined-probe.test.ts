import { describe, expect, it } from 'vitest';
import { isSameVisitor, joinProbes, weightOf } from '../../../../src/access/domain/joined-probe.js';
import { embedding, similarity } from '../../../../src/vision/domain/embedding.js';

const space = { id: 'test/1', dimension: 3 };
const probe = (...values: readonly number[]) => embedding(space, values);
const quality = { interOcular: 60, turn: 0, brightness: 120, sharpness: 100, inside: 1 };

describe('joinProbes', () => {
  it('keeps what frames have in common: the mean resembles the template more than either', () => {
    const template = probe(1, 0, 0);
    const [a, b] = [probe(1, 1, 0), probe(1, -1, 0)];
    const joined = joinProbes([a, b].map((one) => ({ probe: one, weight: 1 })));
    expect(similarity(a, template)).toBeCloseTo(Math.SQRT1_2, 3);
    expect(similarity(joined, template)).toBeCloseTo(1, 6);
  });

  it('weighs probes, and a single one stays as it is', () => {
    expect(similarity(joinProbes([{ probe: probe(1, 2, 3), weight: 0.1 }]), probe(1, 2, 3))).toBeCloseTo(1, 6);
    const joined = joinProbes([
      { probe: probe(1, 0, 0), weight: 3 },
      { probe: probe(0, 1, 0), weight: 1 },
    ]);
    expect(joined.values[0]).toBeCloseTo(3 / Math.sqrt(10), 6);
  });
});

describe('isSameVisitor', () => {
  it.each([
    [0.65, true],
    [0.63, false],
  ])('wants more than a match does: %f', (cosine, expected) => {
    expect(isSameVisitor(probe(1, 0, 0), probe(cosine, Math.sqrt(1 - cosine ** 2), 0), 0.5)).toBe(expected);
  });

  it('stays attainable with the strictest threshold, and compares no two spaces', () => {
    expect(isSameVisitor(probe(1, 0, 0), probe(1, 0, 0), 1)).toBe(true);
    const other = embedding({ id: 'test/2', dimension: 3 }, [1, 0, 0]);
    expect(isSameVisitor(probe(1, 0, 0), other, 0.5)).toBe(false);
  });
});

describe('weightOf', () => {
  it('is largest for a large face that looks straight ahead, and never 0', () => {
    expect(weightOf(quality)).toBe(1);
    expect(weightOf({ ...quality, interOcular: 20 })).toBeCloseTo(0.5);
    expect(weightOf({ ...quality, turn: 0.5 })).toBeCloseTo(0.5);
    expect(weightOf({ ...quality, turn: 1, interOcular: 0 })).toBeGreaterThan(0);
  });
});
