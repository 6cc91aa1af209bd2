import { expect, it } from 'vitest';
import { rangesOf } from '../../../../src/protocol/domain/sequence-ranges.js';

it.each([
  [[], []],
  [[7], [[7, 7]]],
  [
    [3, 1, 2, 2, 5, 6],
    [
      [1, 3],
      [5, 6],
    ],
  ],
] as const)('runs of %j', (numbers, ranges) => {
  expect(rangesOf(numbers)).toEqual(ranges);
});
