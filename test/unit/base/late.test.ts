import { expect, it } from 'vitest';
import { Late } from '../../../src/base/late.js';
import { seconds } from '../../../src/base/units.js';
import { ManualClock } from '../../support/manual-clock.js';
import { turns } from '../../support/turns.js';

/** Something whose opening ends when a test says so, well or not. */
function open() {
  const clock = new ManualClock();
  const attempts: { well(): void; ill(fault: Error): void }[] = [];
  const [opened, faults]: [object[], unknown[]] = [[], []];
  let closed = 0;
  const thing = { close: async () => void closed++ };
  const late = new Late({
    open: () => new Promise<typeof thing>((done, fail) => attempts.push({ well: () => done(thing), ill: fail })),
    onOpen: (one) => opened.push(one),
    onFault: (fault) => faults.push(fault),
    retryAfter: seconds(5),
    clock,
  });
  return { clock, attempts, opened, faults, thing, late, closed: () => closed };
}

it('waits for the first attempt, and is then at hand', async () => {
  const { late, attempts, opened, thing } = open();
  void late.start();
  const got = late.get();
  expect([late.current(), late.fault()]).toEqual([undefined, undefined]);
  attempts[0]?.well();
  expect(await got).toBe(thing);
  expect([late.current(), opened]).toEqual([thing, [thing]]);
});

it('fails at once while it cannot be opened, and is tried again every five seconds until it can', async () => {
  const { late, attempts, clock, faults, opened, thing } = open();
  const started = late.start();
  attempts[0]?.ill(new Error('first'));
  await started;
  await expect(late.get()).rejects.toThrow('first');
  clock.pass(4999);
  expect(attempts).toHaveLength(1);
  clock.pass(1);
  expect(attempts).toHaveLength(2);
  // The attempt under way is not waited for: a grant must not hang on a disk.
  await expect(late.get()).rejects.toThrow('first');
  attempts[1]?.ill(new Error('second'));
  await turns();
  expect(late.fault()).toMatchObject({ message: 'second' });
  clock.pass(5000);
  attempts[2]?.well();
  await turns();
  expect(await late.get()).toBe(thing);
  expect([late.fault(), faults.length, opened.length, clock.due]).toEqual([undefined, 2, 1, 0]);
});

it('closes what is open', async () => {
  const { late, attempts, closed } = open();
  void late.start();
  attempts[0]?.well();
  await late.close();
  expect(closed()).toBe(1);
});

it('waits for an attempt under way, closes what it opened, and tries no more', async () => {
  const well = open();
  void well.late.start();
  const closing = well.late.close();
  well.attempts[0]?.well();
  await closing;
  expect([well.opened, well.closed()]).toEqual([[], 1]);

  const ill = open();
  void ill.late.start();
  const closed = ill.late.close();
  ill.attempts[0]?.ill(new Error('late'));
  await closed;
  ill.clock.pass(60_000);
  expect([ill.attempts.length, ill.clock.due]).toEqual([1, 0]);
});

it('plans no attempt after close', async () => {
  const { late, attempts, clock } = open();
  const started = late.start();
  attempts[0]?.ill(new Error('no'));
  await started;
  await late.close();
  clock.pass(60_000);
  expect([attempts.length, clock.due]).toEqual([1, 0]);
});
