import { describe, expect, it } from 'vitest';
import { apply, faceTemplate, fitSimilarity, invert } from '../../../../src/vision/align/aligner-similarity.js';
import { fc } from '../../../support/property.js';

const coordinate = fc.double({ min: -500, max: 500, noNaN: true });
const similarities = fc.record({
  angle: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
  scale: fc.double({ min: 0.05, max: 20, noNaN: true }),
  tx: coordinate,
  ty: coordinate,
});

describe('fitSimilarity', () => {
  it('recovers any rotation, scale and translation of the template exactly', () => {
    fc.assert(
      fc.property(similarities, ({ angle, scale, tx, ty }) => {
        const truth = { a: scale * Math.cos(angle), b: scale * Math.sin(angle), tx, ty };
        const moved = faceTemplate.map((point) => apply(truth, point));
        const fitted = fitSimilarity(faceTemplate, moved);
        expect(fitted?.a).toBeCloseTo(truth.a, 6);
        expect(fitted?.b).toBeCloseTo(truth.b, 6);
        expect(fitted?.tx).toBeCloseTo(truth.tx, 5);
        expect(fitted?.ty).toBeCloseTo(truth.ty, 5);
      }),
    );
  });

  it('has the least squared error: no small change of any parameter makes it better', () => {
    const noise = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(noise, fc.integer({ min: 0, max: 3 }), fc.constantFrom(-1e-3, 1e-3), (offsets, which, change) => {
        const to = faceTemplate.map(({ x, y }, i) => ({
          x: x + (offsets[2 * i] ?? 0),
          y: y + (offsets[2 * i + 1] ?? 0),
        }));
        const fitted = fitSimilarity(faceTemplate, to);
        if (fitted === undefined) throw new Error('the template has a spread');
        const names = ['a', 'b', 'tx', 'ty'] as const;
        const name = names[which] ?? 'a';
        const error = (s: typeof fitted) =>
          faceTemplate.reduce((sum, point, i) => {
            const p = apply(s, point);
            return sum + (p.x - (to[i]?.x ?? 0)) ** 2 + (p.y - (to[i]?.y ?? 0)) ** 2;
          }, 0);
        expect(error({ ...fitted, [name]: fitted[name] + change })).toBeGreaterThanOrEqual(error(fitted));
      }),
    );
  });

  it('knows no fit for points without a spread, or that are not finite', () => {
    const point = { x: 3, y: 4 };
    expect(fitSimilarity([point, point, point, point, point], faceTemplate)).toBeUndefined();
    expect(fitSimilarity([point, { x: Number.NaN, y: 1 }, point, point, point], faceTemplate)).toBeUndefined();
  });
});

describe('invert', () => {
  it('takes every point back', () => {
    fc.assert(
      fc.property(similarities, coordinate, coordinate, ({ angle, scale, tx, ty }, x, y) => {
        const forth = { a: scale * Math.cos(angle), b: scale * Math.sin(angle), tx, ty };
        const back = invert(forth);
        if (back === undefined) throw new Error('a scale above 0 can be inverted');
        const p = apply(back, apply(forth, { x, y }));
        expect(p.x).toBeCloseTo(x, 5);
        expect(p.y).toBeCloseTo(y, 5);
      }),
    );
  });

  it('knows no way back from a point', () => {
    expect(invert({ a: 0, b: 0, tx: 1, ty: 2 })).toBeUndefined();
  });
});
