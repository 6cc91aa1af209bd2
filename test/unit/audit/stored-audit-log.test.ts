import { expect, it } from 'vitest';
import type { AuditStore } from '../../../src/audit/ports/audit-store.js';
import { StoredAuditLog } from '../../../src/audit/stored-audit-log.js';
import { Late } from '../../../src/base/late.js';
import { type Log, silentLog } from '../../../src/base/log.js';
import { seconds } from '../../../src/base/units.js';
import { auditOver } from '../../support/audit.js';
import { ManualClock } from '../../support/manual-clock.js';

const settled = () => new Promise((done) => setImmediate(done));

it('is not well from an append that failed until one that came through', async () => {
  let full = false;
  const store: AuditStore = {
    async append() {
      if (full) throw new Error('no space left on device');
      return 1;
    },
  };
  const audit = auditOver(store, new ManualClock());
  await audit.append([]);
  expect(audit.health().level).toBe('ok');
  full = true;
  await expect(audit.append([])).rejects.toThrow('no space');
  expect(audit.health()).toMatchObject({ level: 'failed', detail: 'no space left on device' });
  full = false;
  await audit.append([]);
  expect(audit.health().level).toBe('ok');
});

it('says so when the disk hangs', async () => {
  const clock = new ManualClock();
  let finish = (_sequence: number) => {};
  const audit = auditOver({ append: () => new Promise<number>((done) => (finish = done)) }, clock);
  const append = audit.append([]);
  await settled();
  clock.pass(4000);
  expect(audit.health().level).toBe('ok');
  clock.pass(2000);
  expect(audit.health()).toMatchObject({ level: 'failed', detail: expect.stringContaining('hangs') });
  finish(1);
  await append;
  expect(audit.health().level).toBe('ok');
});

it('refuses to append, and keeps what was noted, until the storage can be opened', async () => {
  const clock = new ManualClock();
  const said: string[] = [];
  const log: Log = { ...silentLog, error: (_, message) => said.push(message) };
  const kinds: string[] = [];
  let broken = true;
  const store: AuditStore = { append: async (events) => kinds.push(...events.map(({ kind }) => kind)) };
  const storage = new Late({
    open: async () => {
      if (broken) throw new Error('no such device');
      return { audit: store, close: async () => undefined };
    },
    onOpen: () => undefined,
    onFault: (fault) => audit.storageFailed(fault),
    retryAfter: seconds(5),
    clock,
  });
  let stored = 0;
  const audit: StoredAuditLog = new StoredAuditLog({ storage, onStored: () => stored++, clock, log });
  await storage.start();
  await expect(audit.append([])).rejects.toMatchObject({ code: 'store.unavailable', message: /no such device/ });
  audit.note('door.closed', {});
  await settled();
  expect(audit.health()).toMatchObject({ part: 'store', level: 'failed', detail: 'no such device' });
  clock.pass(5000);
  await settled();
  expect(said.filter((message) => message.startsWith('cannot open the storage'))).toHaveLength(1);
  broken = false;
  clock.pass(5000);
  await settled();
  clock.pass(2000);
  await settled();
  expect(audit.health()).toMatchObject({ level: 'ok' });
  expect([kinds, stored]).toEqual([['door.closed'], 1]);
});

it('waits for an open storage, not for one that cannot be opened', async () => {
  const clock = new ManualClock();
  let open = (_fault?: Error) => {};
  const storage = new Late({
    open: () =>
      new Promise<{ audit: AuditStore; close(): Promise<void> }>(
        (_, reject) => (open = () => reject(new Error('late'))),
      ),
    onOpen: () => undefined,
    onFault: () => undefined,
    retryAfter: seconds(5),
    clock,
  });
  const audit = new StoredAuditLog({ storage, onStored: () => undefined, clock, log: silentLog });
  void storage.start();
  expect(audit.health()).toMatchObject({ level: 'degraded', detail: 'opening' });
  const append = audit.append([]);
  open();
  await expect(append).rejects.toMatchObject({ code: 'store.unavailable' });
});
