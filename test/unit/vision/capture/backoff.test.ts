import { expect, it } from 'vitest';
import { backoff } from '../../../../src/vision/capture/backoff.js';

it('doubles from 250 ms to 3 s', () => {
  expect([0, 1, 2, 3, 4, 5, 1000].map(backoff)).toEqual([250, 500, 1000, 2000, 3000, 3000, 3000]);
});
