import { describe, expect, it } from 'vitest';
import {
  equalErrorRate,
  thresholdForBpcer,
  tradeOffAt,
  tradeOffs,
} from '../../../../src/evaluation/domain/detection-trade-off.js';

const upTo = (count: number, from = 0) => Array.from({ length: count }, (_, i) => from + i);

describe('the trade-off between APCER and BPCER', () => {
  it.each([
    ['below all scores', -1, 3, 0],
    ['at a score: it counts as bona fide', 2, 1, 2],
    ['above all scores', 9, 0, 4],
    ['infinite', Number.POSITIVE_INFINITY, 0, 4],
  ])('threshold %s', (_, threshold, apcer, bpcer) => {
    const found = tradeOffAt(threshold, [0, 1, 2, 3], [0, 1, 2]);
    expect([found.apcer.hits, found.bpcer.hits]).toEqual([apcer, bpcer]);
  });

  it.each([
    ['one of twenty may be below', upTo(20), 1],
    ['not even one of nineteen', upTo(19), 0],
    ['two of forty', upTo(40), 2],
    ['the lowest counts twice', [0, 0, ...upTo(18, 1)], 0],
    ['no scores', [], undefined],
  ])('the threshold where the BPCER is 5 %%: %s', (_, live, threshold) => {
    const found = thresholdForBpcer(live, 0.05);
    expect(found).toBe(threshold);
    if (found !== undefined) expect(tradeOffAt(found, live, [0]).bpcer.share).toBeLessThanOrEqual(0.05);
  });

  it.each([
    ['apart', [5, 6, 7, 8], [1, 2, 3, 4], 0],
    ['the same', [1, 2, 3, 4], [1, 2, 3, 4], 0.5],
    ['one of four each on the wrong side', [1, 6, 7, 8], [2, 3, 4, 6.5], 0.25],
    ['turned round', [1, 2], [3, 4], 1],
  ])('equal error rate of scores that are %s', (_, live, attacks, share) => {
    expect(equalErrorRate(tradeOffs(live, attacks))?.share).toBeCloseTo(share, 10);
  });

  it('goes from all attacks accepted to all bona fide refused, never back', () => {
    const points = tradeOffs([3, 1, 4, 1, 5], [2, 7, 1, 8]);
    expect([points[0]?.apcer.share, points[0]?.bpcer.share]).toEqual([1, 0]);
    expect([points.at(-1)?.apcer.share, points.at(-1)?.bpcer.share]).toEqual([0, 1]);
    for (const [i, point] of points.slice(1).entries()) {
      expect(point.apcer.hits).toBeLessThanOrEqual(points[i]?.apcer.hits ?? 0);
      expect(point.bpcer.hits).toBeGreaterThanOrEqual(points[i]?.bpcer.hits ?? 0);
    }
  });

  it('needs scores of both kinds', () => {
    expect(tradeOffs([], [1])).toEqual([]);
    expect(equalErrorRate([])).toBeUndefined();
  });
});
