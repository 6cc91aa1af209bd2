import { describe, expect, it } from 'vitest';
import { EventDelivery } from '../../../src/uplink/event-delivery.js';
import { ManualClock } from '../../support/manual-clock.js';
import { MemoryLog } from '../../support/memory-log.js';
import { MemoryOutbox } from '../../support/memory-outbox.js';
import { TestUplink } from '../../support/test-uplink.js';
import { turns } from '../../support/turns.js';

const second = 1000;
const minute = 60_000;

/** The real delivery; the outbox holds so many events of now. */
function open(events = 0, quota = 1000) {
  const clock = new ManualClock();
  const [outbox, uplink, log] = [new MemoryOutbox(clock), new TestUplink(), new MemoryLog()];
  outbox.add(events);
  const delivery = new EventDelivery({ outbox, uplink, clock, log, bootId: 'boot', quota });
  /** Sequences in the order in which they were sent. */
  const sent = () => uplink.events.map(({ record }) => record.sequence);
  return { clock, outbox, uplink, log, delivery, sent };
}

/** So that every look falls on its own instant, as in a terminal that runs. */
async function pass(clock: ManualClock, duration: number): Promise<void> {
  for (let i = 0; i < duration; i += second) {
    clock.pass(second);
    await turns(2);
  }
}

const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

describe('events', () => {
  it('are sent oldest first with the epoch of their outbox, and stay until the site has stored them', async () => {
    const { delivery, outbox, uplink, sent } = open(5);
    delivery.connected();
    await turns();
    expect(sent()).toEqual([1, 2, 3, 4, 5]);
    expect(uplink.events.every(({ epoch }) => epoch === 'epoch-1')).toBe(true);
    // The broker has taken them all.
    expect(outbox.sequences).toEqual([1, 2, 3, 4, 5]);
    await delivery.acknowledged('epoch-1', [
      [1, 2],
      [4, 4],
    ]);
    expect(outbox.sequences).toEqual([3, 5]);
  });

  it('that are new are sent alone', async () => {
    const { delivery, outbox, sent } = open(2);
    delivery.connected();
    await turns();
    outbox.add(2);
    delivery.wake();
    await turns();
    expect(sent()).toEqual([1, 2, 3, 4]);
  });

  it('wait for a connection', async () => {
    const { delivery, uplink, clock, sent } = open(3);
    uplink.online = false;
    delivery.wake();
    await pass(clock, minute);
    expect(sent()).toEqual([]);
    uplink.online = true;
    delivery.connected();
    await turns();
    expect(sent()).toEqual([1, 2, 3]);
  });

  it('of the command line, of which nobody tells, are found within two seconds', async () => {
    const { delivery, outbox, clock, sent } = open();
    delivery.connected();
    await turns();
    outbox.add();
    await pass(clock, 2 * second);
    expect(sent()).toEqual([1]);
  });

  it('are under way 256 at most; the next follow as the site stores them', async () => {
    const { delivery, sent } = open(600);
    delivery.connected();
    await turns(6);
    expect(sent()).toEqual(upTo(256));
    await delivery.acknowledged('epoch-1', [[1, 100]]);
    await turns(6);
    expect(sent()).toEqual(upTo(356));
  });

  it('of another outbox are not acknowledged: its sequences mean other events', async () => {
    const { delivery, outbox } = open(3);
    delivery.connected();
    await turns();
    await delivery.acknowledged('epoch-0', [[1, 3]]);
    expect(outbox.sequences).toEqual([1, 2, 3]);
  });

  it.each([
    ['old', 'boot', 31 * second, true],
    ['of another boot', 'earlier boot', 0, true],
    ['of now', 'boot', 29 * second, false],
  ])('that are %s are marked so', async (_, bootId, age, historical) => {
    const { delivery, outbox, uplink, clock } = open();
    uplink.online = false;
    outbox.add(1, 'door.opened', bootId);
    await pass(clock, age);
    uplink.online = true;
    delivery.connected();
    await turns();
    expect(uplink.events.map((event) => event.historical)).toEqual([historical]);
  });
});

describe('what the site does not acknowledge', () => {
  it('is sent again after ten seconds, from the oldest on, then ever more rarely, every five minutes at last', async () => {
    const { delivery, clock, sent, uplink } = open(2);
    delivery.connected();
    await turns();
    const times: number[] = [];
    let before = clock.monotonic();
    for (let i = 0; i < 1800; i++) {
      const count = uplink.events.length;
      await pass(clock, second);
      if (uplink.events.length === count) continue;
      times.push((clock.monotonic() - before) / second);
      before = clock.monotonic();
    }
    expect(sent().slice(0, 6)).toEqual([1, 2, 1, 2, 1, 2]);
    expect(times.slice(0, 7)).toEqual([10, 20, 40, 80, 160, 300, 300]);
  });

  it('is sent again alone', async () => {
    const { delivery, clock, sent } = open(4);
    delivery.connected();
    await turns();
    await delivery.acknowledged('epoch-1', [[2, 3]]);
    await pass(clock, 10 * second);
    expect(sent()).toEqual([1, 2, 3, 4, 1, 4]);
  });

  it('is waited for again as at first once the site has spoken', async () => {
    const { delivery, clock, sent } = open(3);
    delivery.connected();
    await turns();
    await pass(clock, 30 * second);
    expect(sent()).toHaveLength(9);
    await delivery.acknowledged('epoch-1', [[1, 1]]);
    await pass(clock, 9 * second);
    expect(sent()).toHaveLength(9);
    await pass(clock, 2 * second);
    expect(sent().slice(9)).toEqual([2, 3]);
  });

  it('is no reason to send anything where all is acknowledged', async () => {
    const { delivery, clock, sent } = open(3);
    delivery.connected();
    await turns();
    await delivery.acknowledged('epoch-1', [[1, 3]]);
    await pass(clock, 20 * minute);
    expect(sent()).toEqual([1, 2, 3]);
  });
});

describe('a connection', () => {
  it('that is new gets everything again, whatever was under way', async () => {
    const { delivery, sent, clock } = open(3);
    delivery.connected();
    await pass(clock, 30 * second);
    const before = sent().length;
    delivery.connected();
    await turns();
    expect(sent().slice(before)).toEqual([1, 2, 3]);
    // And patience begins anew.
    await pass(clock, 10 * second);
    expect(sent().slice(before)).toEqual([1, 2, 3, 1, 2, 3]);
  });

  it('that is lost amid a batch loses no event, and the next one brings them in order', async () => {
    const { delivery, uplink, outbox, clock, sent } = open(300);
    let through = () => {};
    uplink.gate = new Promise((done) => {
      through = done;
    });
    delivery.connected();
    await turns();
    uplink.online = false;
    through();
    await turns();
    await pass(clock, minute);
    expect(sent()).toEqual(upTo(256));
    expect(outbox.sequences).toEqual(upTo(300));
    uplink.online = true;
    delivery.connected();
    await turns(6);
    expect(sent().slice(256)).toEqual(upTo(256));
  });

  it('that comes while the disk is read begins at the oldest', async () => {
    const { delivery, outbox, sent } = open(3);
    delivery.connected();
    await turns();
    outbox.add();
    outbox.disk.freeze();
    delivery.wake();
    await turns();
    delivery.connected();
    outbox.disk.thaw();
    await turns();
    expect(sent()).toEqual([1, 2, 3, 1, 2, 3, 4]);
  });
});

describe('a disk', () => {
  it('that fails is told once, and forgotten when it reads again', async () => {
    const { delivery, outbox, clock, log, sent } = open(1);
    outbox.disk.full = true;
    delivery.connected();
    await pass(clock, 20 * second);
    expect(delivery.fault()).toContain('store.full');
    expect(log.at('error')).toEqual(['cannot deliver events']);
    outbox.disk.full = false;
    await pass(clock, 2 * second);
    expect([delivery.fault(), sent()]).toEqual([undefined, [1]]);
  });

  it('that cannot delete what was acknowledged keeps it, to be acknowledged again', async () => {
    const { delivery, outbox, clock, sent } = open(2);
    delivery.connected();
    await turns();
    outbox.disk.full = true;
    await delivery.acknowledged('epoch-1', [[1, 2]]);
    expect(delivery.fault()).toContain('store.full');
    outbox.disk.full = false;
    expect(outbox.sequences).toEqual([1, 2]);
    await pass(clock, 10 * second);
    expect(sent()).toEqual([1, 2, 1, 2]);
  });

  it('holds so many events at most: each minute the oldest beyond are dropped, and the log says so', async () => {
    const { outbox, uplink, clock, log } = open(30, 20);
    uplink.online = false;
    await pass(clock, 59 * second);
    expect(outbox.sequences).toHaveLength(30);
    await pass(clock, second);
    expect(outbox.sequences).toEqual(upTo(30, 11));
    await pass(clock, minute);
    expect(log.lines).toEqual([
      { level: 'warn', facts: { events: 10, quota: 20 }, message: expect.stringContaining('outbox full') },
    ]);
  });
});

it('sends and plans nothing once closed', async () => {
  const { delivery, outbox, clock, sent } = open(1);
  delivery.connected();
  await turns();
  delivery.close();
  outbox.add(3);
  delivery.wake();
  await pass(clock, 5 * minute);
  expect([sent(), clock.due]).toEqual([[1], 0]);
});
