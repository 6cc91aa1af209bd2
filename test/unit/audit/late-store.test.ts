import { expect, it } from 'vitest';
import { LateStore } from '../../../src/audit/late-store.js';
import { ManualClock } from '../../support/manual-clock.js';
import { silentLog } from '../../support/silent-log.js';

it('is not well from an append that failed until one that came through', async () => {
  let full = false;
  const journal = {
    async append() {
      if (full) throw new Error('no space left on device');
      return 1;
    },
  };
  const store = new LateStore({
    clock: new ManualClock(),
    log: silentLog,
    open: async () => ({ journal, close: async () => undefined }),
    onOpen: () => undefined,
  });
  await store.start();
  await store.append([]);
  expect(store.health().level).toBe('ok');
  full = true;
  await expect(store.append([])).rejects.toThrow('no space');
  expect(store.health()).toMatchObject({ level: 'failed', detail: 'no space left on device' });
  full = false;
  await store.append([]);
  expect(store.health().level).toBe('ok');
});

it('says so when the disk hangs', async () => {
  const clock = new ManualClock();
  let finish = (_sequence: number) => {};
  const journal = { append: () => new Promise<number>((done) => (finish = done)) };
  const store = new LateStore({
    clock,
    log: silentLog,
    open: async () => ({ journal, close: async () => undefined }),
    onOpen: () => undefined,
  });
  await store.start();
  const append = store.append([]);
  await new Promise((done) => setImmediate(done));
  clock.pass(4000);
  expect(store.health().level).toBe('ok');
  clock.pass(2000);
  expect(store.health()).toMatchObject({ level: 'failed', detail: expect.stringContaining('hangs') });
  finish(1);
  await append;
  expect(store.health().level).toBe('ok');
});
