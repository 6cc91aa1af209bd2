import { expect, it } from 'vitest';
import { EventTrail } from '../../../src/audit/event-trail.js';
import type { Log } from '../../../src/base/log.js';
import { seconds } from '../../../src/base/units.js';
import { ManualClock } from '../../support/manual-clock.js';

const settled = () => new Promise((done) => setImmediate(done));

function trailOn(append: () => Promise<number>) {
  const clock = new ManualClock();
  const said: string[] = [];
  const log: Log = {
    debug() {},
    info: (_, message) => said.push(message),
    warn: (_, message) => said.push(message),
    error: (_, message) => said.push(message),
    child: () => log,
  };
  const trail = new EventTrail({ clock, journal: { append }, log });
  return { clock, said, trail, note: () => trail.note('door.closed', {}, clock.monotonic()) };
}

it('says once that the journal is down, again when the reason changes, and once that it is over', async () => {
  let fault: string | undefined = 'disk full';
  const { clock, said, trail, note } = trailOn(async () => {
    if (fault !== undefined) throw new Error(fault);
    return 1;
  });
  note();
  for (let i = 0; i < 5; i++) {
    await settled();
    clock.pass(2000);
  }
  expect(said).toEqual(['events could not be stored yet']);
  fault = 'disk gone';
  await settled();
  clock.pass(2000);
  await settled();
  expect(said).toHaveLength(2);
  fault = undefined;
  clock.pass(2000);
  await settled();
  expect(said.slice(2)).toEqual(['the journal takes events again']);
  expect(trail.fault()).toBeUndefined();
});

it('keeps its deadline at close when the last attempt fails and would be tried again', async () => {
  let attempts = 0;
  const { clock, said, trail, note } = trailOn(() => {
    if (++attempts === 1) return Promise.reject(new Error('disk full'));
    return new Promise(() => undefined);
  });
  note();
  const closing = trail.close(seconds(3));
  await settled();
  clock.pass(3000);
  await closing;
  expect(said.at(-1)).toBe('events lost at stop');
});

it('does not come back after close', async () => {
  let attempts = 0;
  const { clock, trail, note } = trailOn(async () => {
    attempts++;
    throw new Error('disk full');
  });
  note();
  await trail.close(seconds(3));
  const before = attempts;
  clock.pass(60_000);
  await settled();
  expect(attempts).toBe(before);
});
