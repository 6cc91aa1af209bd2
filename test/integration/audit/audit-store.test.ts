import { writeFileSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AuditStoreOptions, SqliteAuditStore } from '../../../src/audit/sqlite/audit-store.js';
import { seconds } from '../../../src/base/units.js';
import { Sqlite } from '../../../src/database/sqlite.js';
import { systemClock } from '../../../src/platform/system-clock.js';
import { auditEvent, auditStoreContract } from '../../contract/audit-store.js';
import { ManualClock } from '../../support/manual-clock.js';
import { skipFor } from '../../support/needs.js';
import { TinyDisk } from '../../support/tiny-disk.js';
import { allRecords, bootId, readAudit, requireBuild, useFolder } from '../database/workspace.js';

const { path } = useFolder();
beforeAll(requireBuild);

/** A store that cannot prune fails the test. */
const onUntidy = (fault: Error) => {
  throw fault;
};
const open = (over: Partial<AuditStoreOptions> = {}) =>
  SqliteAuditStore.open({ path: path(), bootId, clock: systemClock(), onUntidy, ...over });
const verify = () => readAudit(path(), (log) => log.verify());
const events = (count: number) => Array.from({ length: count }, () => auditEvent());

auditStoreContract('sqlite', async () => {
  const store = await open();
  return { store, records: () => allRecords(path()), close: () => store.close() };
});

/** The workers that are started while `work` runs. */
async function workersOf<T>(work: () => Promise<T>): Promise<{ result: T; workers: Worker[] }> {
  const workers: Worker[] = [];
  const collect = (worker: Worker) => workers.push(worker);
  process.on('worker', collect);
  try {
    return { result: await work(), workers };
  } finally {
    process.off('worker', collect);
  }
}

describe('the audit store in SQLite', () => {
  it('goes on where another run ended, under the new boot id', async () => {
    const first = await open();
    expect(await first.append(events(3))).toBe(3);
    await first.close();
    const second = await open({ bootId: 'another boot' });
    expect(await second.append([])).toBe(3);
    expect(await second.append(events(1))).toBe(4);
    await second.close();
    expect(allRecords(path()).map((record) => record.bootId)).toEqual([bootId, bootId, bootId, 'another boot']);
    expect(verify()).toMatchObject({ ok: true, rows: 4 });
  });

  it('stores what waits before it closes, and nothing after', async () => {
    const store = await open();
    const appends = events(20).map((event) => store.append([event]));
    const closed = store.close();
    await expect(store.append(events(1))).rejects.toMatchObject({ code: 'store.closed' });
    expect(await Promise.all(appends)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    await closed;
    await store.close();
    expect(allRecords(path())).toHaveLength(20);
  });

  it('leaves the event loop free while a commit waits', async () => {
    const store = await open();
    const holder = new Sqlite(path());
    holder.exec('BEGIN IMMEDIATE');
    let done = false;
    const append = store.append(events(1)).finally(() => {
      done = true;
    });
    let turns = 0;
    for (; turns < 20; turns++) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(done).toBe(false);
    holder.exec('ROLLBACK');
    holder.close();
    expect(await append).toBe(1);
    await store.close();
  });

  it('refuses more than the memory should hold while the storage hangs', async () => {
    const store = await open();
    const holder = new Sqlite(path());
    holder.exec('BEGIN IMMEDIATE');
    const appends = Array.from({ length: 10 }, () => store.append(events(1000)));
    await expect(store.append(events(1))).rejects.toMatchObject({ code: 'store.backlog' });
    holder.exec('ROLLBACK');
    holder.close();
    expect((await Promise.all(appends)).at(-1)).toBe(10_000);
    await store.close();
  });

  it('rejects what a dead worker held, and starts another', async () => {
    const { result: store, workers } = await workersOf(() => open());
    const holder = new Sqlite(path());
    holder.exec('BEGIN IMMEDIATE');
    const lost = expect(store.append(events(1))).rejects.toMatchObject({ code: 'store.worker-lost' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const queued = store.append(events(2));
    const ended = workers[0]?.terminate();
    await new Promise((resolve) => setTimeout(resolve, 50));
    holder.exec('ROLLBACK');
    holder.close();
    await Promise.all([lost, ended]);
    expect(await queued).toBeGreaterThanOrEqual(2);
    await store.append(events(1));
    await store.close();
    expect(verify()).toMatchObject({ ok: true });
  });

  it('says so when it cannot be opened', async () => {
    writeFileSync(path(), 'garbage '.repeat(1000));
    await expect(open()).rejects.toMatchObject({ code: 'store.not-a-database', context: { path: path() } });
  });

  it('prunes while it appends, and still verifies', async () => {
    const store = await open({ retention: { maxRows: 100, maxOutbox: 40 } });
    for (let i = 0; i < 60; i++) await store.append(events(10));
    await store.close();
    const kept = allRecords(path());
    expect(kept.length).toBeGreaterThanOrEqual(100);
    expect(kept.length).toBeLessThan(130);
    expect(kept.some(({ kind }) => kind === 'audit.pruned')).toBe(true);
    expect(verify()).toMatchObject({ ok: true, rows: kept.length, firstSequence: kept[0]?.sequence });
  });

  it('lets records go by age where nothing else happens', async () => {
    const clock = new ManualClock();
    const store = await open({ clock, retention: { maxAge: seconds(60) } });
    const now = clock.wall();
    await store.append([auditEvent({ wall: now }), auditEvent({ wall: now })]);
    clock.pass(3_600_000);
    for (let i = 0; i < 50 && allRecords(path()).length > 1; i++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await store.close();
    expect(allRecords(path())).toEqual([expect.objectContaining({ kind: 'audit.pruned', sequence: 3 })]);
    expect(verify()).toMatchObject({ ok: true, rows: 1, firstSequence: 3 });
  });
});

describe('a full disk', () => {
  it('rejects appends, and goes on when there is space again', async (context) => {
    const disk = TinyDisk.mount(path('disk'));
    if (disk === undefined) return skipFor(context, 'smallDisk');
    const file = path('disk/terminal.db');
    try {
      const store = await open({ path: file });
      await store.append(events(5));
      disk.fill();
      const fill = async () => {
        for (;;) await store.append(events(50));
      };
      await expect(fill()).rejects.toMatchObject({ code: 'store.full', context: { path: file } });
      const before = readAudit(file, (log) => log.tail(1))[0]?.sequence ?? 0;
      await expect(store.append(events(200))).rejects.toMatchObject({ code: 'store.full' });
      disk.free();
      expect(await store.append(events(1))).toBe(before + 1);
      await store.close();
      expect(readAudit(file, (log) => log.verify())).toMatchObject({ ok: true, rows: before + 1 });
    } finally {
      disk.unmount();
    }
  });
});
