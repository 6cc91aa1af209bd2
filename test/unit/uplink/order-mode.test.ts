import { describe, expect, it } from 'vitest';
import type { DoorMode } from '../../../src/door/domain/door.js';
import { holdLockdown } from '../../../src/uplink/hold-lockdown.js';
import { orderMode } from '../../../src/uplink/order-mode.js';
import type { LockdownStore } from '../../../src/uplink/ports/lockdown-store.js';
import { ManualClock } from '../../support/manual-clock.js';
import { silentLog } from '../../support/silent-log.js';
import { TestDisk } from '../../support/test-disk.js';
import { turns } from '../../support/turns.js';

function open() {
  const [clock, disk] = [new ManualClock(), new TestDisk()];
  const modes: DoorMode[] = [];
  const state = { kept: false };
  const store: LockdownStore = {
    lockdown: () => disk.use(() => state.kept),
    keepLockdown: (on) =>
      disk.use(() => {
        state.kept = on;
      }),
  };
  const door = { setMode: (mode: DoorMode) => void modes.push(mode) };
  return { clock, disk, modes, state, store, door };
}

describe('a mode that the site orders', () => {
  it.each([
    ['lockdown', true],
    ['normal', false],
    // Nobody may be near a door that comes up open.
    ['unlocked', false],
  ] as const)('%s is in force at once; a restart knows of a lockdown: %s', async (mode, kept) => {
    const { clock, disk, modes, state, store, door } = open();
    state.kept = !kept;
    disk.freeze();
    const ordered = orderMode(mode, door, store, clock);
    expect(modes).toEqual([mode]);
    disk.thaw();
    expect(await ordered).toEqual({ mode, kept: true });
    expect(state.kept).toBe(kept);
  });

  it('is in force on a disk that is full, which is told', async () => {
    const { clock, disk, modes, store, door } = open();
    disk.full = true;
    expect(await orderMode('lockdown', door, store, clock)).toEqual({
      mode: 'lockdown',
      kept: false,
      fault: expect.stringContaining('store.full'),
    });
    expect(modes).toEqual(['lockdown']);
  });

  it('is answered after four seconds though the disk hangs', async () => {
    const { clock, disk, store, door } = open();
    disk.freeze();
    let answer: unknown;
    void orderMode('lockdown', door, store, clock).then((result) => {
      answer = result;
    });
    clock.pass(3999);
    await turns();
    expect(answer).toBeUndefined();
    clock.pass(1);
    await turns();
    expect(answer).toMatchObject({ kept: false, fault: expect.stringContaining('store.slow') });
  });
});

describe('after a restart', () => {
  it('a lockdown holds on, and nothing else', async () => {
    const { state, store, door, modes } = open();
    await holdLockdown(store, door, silentLog);
    expect(modes).toEqual([]);
    state.kept = true;
    await holdLockdown(store, door, silentLog);
    expect(modes).toEqual(['lockdown']);
  });

  it('it is said when nobody can know', async () => {
    const { disk, store, door, modes } = open();
    disk.full = true;
    await expect(holdLockdown(store, door, silentLog)).rejects.toMatchObject({ code: 'store.full' });
    expect(modes).toEqual([]);
  });
});
