import { expect, it } from 'vitest';
import { expiredSnapshots, mostSnapshots } from '../../../../src/access/domain/snapshot-retention.js';
import { timestamp } from '../../../../src/base/units.js';

const day = 24 * 3600 * 1000;
const now = timestamp(100 * day);
const written = (id: string, daysAgo: number) => ({ id, writtenAt: timestamp(now - daysAgo * day) });

it.each([
  ['none are there', [], 30, []],
  ['all are young enough', [written('a', 1), written('b', 29.9)], 30, []],
  ['some are too old', [written('a', 31), written('b', 2), written('c', 30)], 30, ['c', 'a']],
  ['none are to be kept', [written('a', 0), written('b', 1)], 0, ['a', 'b']],
  ['a clock ran ahead when one was written', [written('a', -5)], 30, []],
])('deletes what is too old: %s', (_, kept, days, expired) => {
  expect(expiredSnapshots(kept, now, days)).toEqual(expired);
});

it('keeps the newest of too many', () => {
  const kept = Array.from({ length: mostSnapshots + 2 }, (_, i) => written(`${i}`, i / 1000));
  expect(expiredSnapshots(kept, now, 30)).toEqual([`${mostSnapshots}`, `${mostSnapshots + 1}`]);
});
