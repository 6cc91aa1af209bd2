import { expect, it } from 'vitest';
import { checkEvent } from '../../../src/audit/domain/audit-chain.js';
import { NotedEvents } from '../../../src/audit/noted-events.js';
import { auditEvent } from '../../../src/audit/ports/audit-event.js';
import type { AuditStore } from '../../../src/audit/ports/audit-store.js';
import type { Log } from '../../../src/base/log.js';
import { seconds } from '../../../src/base/units.js';
import { ManualClock } from '../../support/manual-clock.js';

const settled = () => new Promise((done) => setImmediate(done));

function eventsOver(append: AuditStore['append']) {
  const clock = new ManualClock();
  const said: string[] = [];
  const log: Log = {
    debug() {},
    info: (_, message) => said.push(message),
    warn: (_, message) => said.push(message),
    error: (_, message) => said.push(message),
    child: () => log,
  };
  const events = new NotedEvents({ store: { append }, clock, log });
  return { clock, said, events, note: () => events.add(auditEvent(clock, 'door.closed', {})) };
}

it('says once that events cannot be stored, again when the reason changes, and once that it is over', async () => {
  let fault: string | undefined = 'disk full';
  const { clock, said, events, note } = eventsOver(async () => {
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
  expect(said.slice(2)).toEqual(['events can be stored again']);
  expect(events.fault()).toBeUndefined();
});

it('keeps its deadline at close when the last attempt fails and would be tried again', async () => {
  let attempts = 0;
  const { clock, said, events, note } = eventsOver(() => {
    if (++attempts === 1) return Promise.reject(new Error('disk full'));
    return new Promise(() => undefined);
  });
  note();
  const closing = events.close(seconds(3));
  await settled();
  clock.pass(3000);
  await closing;
  expect(said.at(-1)).toBe('events lost at stop');
});

it('does not come back after close', async () => {
  let attempts = 0;
  const { clock, events, note } = eventsOver(async () => {
    attempts++;
    throw new Error('disk full');
  });
  note();
  await events.close(seconds(3));
  const before = attempts;
  clock.pass(60_000);
  await settled();
  expect(attempts).toBe(before);
});

it('drops an event that no store takes, and says so; the others are stored', async () => {
  const kinds: string[] = [];
  const { said, events, note } = eventsOver(async (batch) => {
    for (const event of batch) checkEvent(event);
    return kinds.push(...batch.map(({ kind }) => kind));
  });
  events.add(auditEvent(new ManualClock(), 'access.denied', { similarity: Number.NaN }));
  note();
  await settled();
  expect([kinds, said]).toEqual([['door.closed'], ['an event is dropped: it is malformed']]);
});

it('lets denials go before events of the door while nothing can be stored', async () => {
  let full = true;
  const kinds: string[] = [];
  const { clock, events, note } = eventsOver(async (batch) => {
    if (full) throw new Error('disk full');
    return kinds.push(...batch.map(({ kind }) => kind));
  });
  note();
  for (let i = 0; i < 20_100; i++) events.add(auditEvent(clock, 'access.denied', { reason: 'unknown' }));
  note();
  await settled();
  full = false;
  clock.pass(2000);
  await settled();
  expect([kinds.length, kinds.filter((kind) => kind === 'door.closed').length]).toEqual([20_000, 2]);
});
