import { describe, expect, it } from 'vitest';
import { randomOf } from '../../../../src/base/random.js';
import { curve } from '../../../../src/demo/drawing/curve.js';
import { inventPerson } from '../../../../src/demo/drawing/person.js';
import { render } from '../../../../src/demo/drawing/picture.js';
import { inventShot } from '../../../../src/demo/drawing/shot.js';
import { emptyFrames } from '../../../../src/demo/drawing/walk.js';
import { fc } from '../../../support/property.js';

const size = 48;
const pictureOf = (seed: number, shot: number) =>
  render(inventPerson(seed), inventShot(randomOf(seed, shot), size, 0.5));

describe('people who do not exist', () => {
  it('are the same on every run, and each their own', () => {
    expect(inventPerson(7)).toEqual(inventPerson(7));
    expect(inventPerson(7)).not.toEqual(inventPerson(8));
    const picture = pictureOf(7, 1);
    expect(picture.data).toEqual(pictureOf(7, 1).data);
    expect(picture.data).not.toEqual(pictureOf(7, 2).data);
    expect(picture).toMatchObject({ width: size, height: size, order: 'rgb' });
    expect(picture.data).toHaveLength(size * size * 3);
  });

  it('stand in the picture: neither black nor burnt out, whoever they are', () => {
    for (let seed = 100; seed < 112; seed++) {
      const { data } = pictureOf(seed, 1);
      const middle = data.subarray((size / 2) * size * 3 + (size / 2) * 3).subarray(0, 3);
      const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
      expect(mean).toBeGreaterThan(20);
      expect(mean).toBeLessThan(245);
      expect(Math.max(...middle)).toBeGreaterThan(15);
    }
  });

  it('leave behind an empty corridor that never looks the same twice', () => {
    const [first, second] = [...emptyFrames(1, 2, 0)];
    expect(first?.data).not.toEqual(second?.data);
    const apart = Array.from(first?.data ?? [], (value, i) => Math.abs(value - (second?.data[i] ?? 0)));
    expect(Math.max(...apart.slice(0, 10_000))).toBeLessThan(20);
  });
});

describe('curve', () => {
  it('goes through its knots and never beyond them', () => {
    const knots = fc
      .uniqueArray(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.double({ min: -3, max: 3, noNaN: true })), {
        minLength: 2,
        maxLength: 8,
        selector: ([at]) => at,
      })
      .map((list) => list.toSorted(([a], [b]) => a - b));
    fc.assert(
      fc.property(knots, fc.double({ min: -60, max: 60, noNaN: true }), (list, at) => {
        const through = curve(list);
        for (const [x, y] of list) expect(through(x)).toBeCloseTo(y, 9);
        const after = list.findIndex(([x]) => x > at);
        const [low, high] = after === -1 ? [list.at(-1), list.at(-1)] : [list[Math.max(0, after - 1)], list[after]];
        const values = [low?.[1] ?? 0, high?.[1] ?? 0];
        expect(through(at)).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
        expect(through(at)).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
      }),
    );
  });
});
