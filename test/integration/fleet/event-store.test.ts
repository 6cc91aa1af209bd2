import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log.js';
import { timestamp } from '../../../src/base/units.js';
import { Collector } from '../../../src/fleet/collector.js';
import type { Report, SiteEvent } from '../../../src/fleet/ports/fleet-link.js';
import { sqliteEventStore } from '../../../src/fleet/sqlite/event-store.js';
import { openFleetDatabase } from '../../../src/fleet/sqlite/fleet-database.js';
import type { SequenceRange } from '../../../src/protocol/domain/sequence-ranges.js';

import { ManualClock } from '../../support/manual-clock.js';

const event = (sequence: number, id = `id-${sequence}`, change: Partial<SiteEvent> = {}): SiteEvent => ({
  terminal: 'door-1',
  epoch: 'epoch',
  sequence,
  id,
  kind: 'access.denied',
  at: 1000 + sequence,
  clockTrusted: true,
  historical: false,
  bootId: 'boot',
  facts: { reason: 'unknown' },
  hash: '',
  ...change,
});
const now = timestamp(5000);

let folder: string;
let db: ReturnType<typeof openFleetDatabase>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ostiary-events-'));
  db = openFleetDatabase(join(folder, 'site.db'));
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

it('keeps each event once, and both where a restored terminal used a sequence again', () => {
  const store = sqliteEventStore(db);
  expect(store.store([event(1), event(2), event(1)], now)).toEqual({ added: 2, duplicates: 1, forked: [] });
  const again = event(2, 'other');
  expect(store.store([event(2), again], now)).toEqual({ added: 1, duplicates: 1, forked: [again] });
  expect([...store.events({})].map(({ id }) => id).sort()).toEqual(['id-1', 'id-2', 'other']);
});

it('gives events by terminal, kind and time, and the latest of each terminal', () => {
  const store = sqliteEventStore(db);
  store.store([event(1), event(2, 'b', { kind: 'door.opened' }), event(3, 'c', { terminal: 'door-2' })], now);
  const ids = (filter: Parameters<typeof store.events>[0]) => [...store.events(filter)].map(({ id }) => id);
  expect(ids({ terminal: 'door-2' })).toEqual(['c']);
  expect(ids({ kind: 'access.' })).toEqual(['id-1', 'c']);
  expect(ids({ kind: 'door.opened' })).toEqual(['b']);
  expect(ids({ kind: 'access' })).toEqual([]);
  expect(ids({ since: timestamp(1002), until: timestamp(1003) })).toEqual(['b']);
  expect(store.tail({}, 2).map(({ id }) => id)).toEqual(['b', 'c']);
  expect(store.latest().map(({ id }) => id)).toEqual(['b', 'c']);
});

it('acknowledges what is stored, and not what could not be', async () => {
  const clock = new ManualClock();
  const acknowledged: [string, readonly SequenceRange[]][] = [];
  let tell: (report: Report) => void = () => undefined;
  const link = {
    listen: async (_: unknown, report: typeof tell) => {
      tell = report;
    },
    acknowledge: async (terminal: string, _: string, ranges: readonly SequenceRange[]) => {
      acknowledged.push([terminal, ranges]);
    },
  };
  let full = true;
  const real = sqliteEventStore(db);
  const store: Pick<typeof real, 'store'> = {
    store(...words) {
      if (full) throw new Error('the disk is full');
      return real.store(...words);
    },
  };
  const collector = new Collector({ store, link, clock, log: silentLog });
  await collector.start('all');
  const send = (...events: SiteEvent[]) => {
    for (const value of events) tell({ kind: 'event', terminal: 'door-1', value });
    clock.pass(100);
  };
  send(event(1), event(2));
  full = false;
  send(event(5), event(1), event(2), event(2), event(9, 'x', { terminal: 'door-2' }));
  await collector.close();
  expect(acknowledged).toEqual([
    [
      'door-1',
      [
        [1, 2],
        [5, 5],
      ],
    ],
  ]);
  expect([...real.events({})].map(({ sequence }) => sequence)).toEqual([1, 2, 5]);
});
