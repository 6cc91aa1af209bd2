import { expect, it } from 'vitest';
import { seconds } from '../../../src/base/units.js';
import { within } from '../../../src/base/within.js';
import { ManualClock } from '../../support/manual-clock.js';

const limit = seconds(1);

it('is true for work that ends in time, and leaves no timer behind', async () => {
  const clock = new ManualClock();
  expect(await within(limit, Promise.resolve('done'), clock)).toBe(true);
  expect(clock.due).toBe(0);
});

it('is false once the time is up, not before, and says nothing of what comes later', async () => {
  const clock = new ManualClock();
  let fail = (_: Error) => {};
  const work = new Promise((_, reject) => (fail = reject));
  let said: boolean | undefined;
  const waiting = within(limit, work, clock).then((inTime) => {
    said = inTime;
  });
  clock.pass(999);
  await Promise.resolve();
  expect(said).toBeUndefined();
  clock.pass(1);
  await waiting;
  expect(said).toBe(false);
  // Would fail this test as an unhandled rejection.
  fail(new Error('late'));
  await new Promise((done) => setImmediate(done));
});

it('rejects as the work does, and leaves no timer behind', async () => {
  const clock = new ManualClock();
  await expect(within(limit, Promise.reject(new Error('broken')), clock)).rejects.toThrow('broken');
  expect(clock.due).toBe(0);
});
