import { expect, it } from 'vitest';
import { matchThreshold } from '../../../../src/access/domain/match-threshold.js';
import { fc } from '../../../support/property.js';

it.each([
  ['nothing is set: the embedder decides', undefined, undefined, 0.46, 0.46],
  ['vision has not loaded a model: nobody matches', undefined, undefined, undefined, 1],
  ['the technician is stricter', 0.5, 0.5, 0.46, 0.5],
  ['the technician is laxer, as they may', 0.4, 0.4, 0.46, 0.4],
  ['the site is stricter', 0.55, undefined, 0.46, 0.55],
  ['the site’s value was meant for an earlier, laxer embedder', 0.4, undefined, 0.46, 0.46],
  ['the site is laxer than the technician', 0.4, 0.5, 0.6, 0.5],
])('%s', (_, current, local, stated, expected) => {
  expect(matchThreshold({ current, local, stated })).toBe(expected);
});

it('is never laxer than the laxer of technician and embedder', () => {
  const similarity = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined });
  fc.assert(
    fc.property(similarity, similarity, similarity, (current, local, stated) => {
      const floor = Math.min(local ?? stated ?? 1, stated ?? 1);
      expect(matchThreshold({ current, local, stated })).toBeGreaterThanOrEqual(floor);
    }),
  );
});
