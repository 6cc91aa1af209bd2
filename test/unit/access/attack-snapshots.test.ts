import { describe, expect, it } from 'vitest';
import { AttackSnapshots } from '../../../src/access/attack-snapshots.js';
import { timestamp } from '../../../src/base/units.js';
import type { CameraPreview } from '../../../src/vision/domain/preview.js';
import { ManualClock } from '../../support/manual-clock.js';
import { MemoryLog } from '../../support/memory-log.js';
import { turns } from '../../support/turns.js';

const hour = 3600 * 1000;

function open(settings?: { keyFile: string; days: number }) {
  const [clock, log] = [new ManualClock(), new MemoryLog()];
  const state = { settings, fault: undefined as Error | undefined, vision: true };
  const files = new Map<string, { jpeg: Uint8Array; keyFile: string; at: number }>();
  const failing = () => {
    if (state.fault) throw state.fault;
  };
  const snapshots = new AttackSnapshots({
    settings: () => state.settings,
    vision: {
      preview: async () => {
        if (!state.vision) throw new Error('vision is down');
        return { jpeg: new Uint8Array([1, 2]) } as unknown as CameraPreview;
      },
    },
    store: {
      checkKey: failing,
      async save(id, jpeg, keyFile) {
        failing();
        files.set(id, { jpeg, keyFile, at: clock.wall() });
      },
      kept: () => [...files].map(([id, { at }]) => ({ id, writtenAt: timestamp(at) })),
      remove: (id) => void files.delete(id),
    },
    clock,
    log,
  });
  return { clock, log, state, files, snapshots };
}

describe('snapshots of attacks', () => {
  it('are not taken unless they are set', async () => {
    const { snapshots, files } = open();
    snapshots.start();
    expect(snapshots.take()).toBeUndefined();
    await turns();
    expect([files.size, snapshots.health()]).toEqual([0, []]);
  });

  it('are stored under the id that the event names', async () => {
    const { snapshots, files } = open({ keyFile: 'snapshots.pub', days: 2 });
    const id = snapshots.take();
    await turns();
    expect([...files]).toMatchObject([[id, { jpeg: new Uint8Array([1, 2]), keyFile: 'snapshots.pub' }]]);
  });

  it('are deleted in time, and at once where they are turned off', async () => {
    const { snapshots, files, clock, state } = open({ keyFile: 'snapshots.pub', days: 2 });
    snapshots.start();
    snapshots.take();
    await turns();
    clock.pass(47 * hour);
    expect(files.size).toBe(1);
    clock.pass(2 * hour);
    expect(files.size).toBe(0);
    snapshots.take();
    await turns();
    state.settings = undefined;
    clock.pass(hour);
    expect(files.size).toBe(0);
  });

  it('are not deleted by a clock that may be wrong', async () => {
    const { snapshots, files, clock } = open({ keyFile: 'snapshots.pub', days: 1 });
    snapshots.start();
    snapshots.take();
    await turns();
    clock.trusted = false;
    clock.pass(1000 * hour);
    expect(files.size).toBe(1);
  });

  it('that fail are told by health until one succeeds', async () => {
    const { snapshots, state, log } = open({ keyFile: 'snapshots.pub', days: 1 });
    state.fault = new Error('no such key');
    snapshots.start();
    expect(snapshots.health()).toMatchObject([{ part: 'snapshots', level: 'degraded', detail: 'no such key' }]);
    state.fault = undefined;
    snapshots.take();
    await turns();
    expect(snapshots.health()).toEqual([]);
    state.vision = false;
    snapshots.take();
    await turns();
    expect(snapshots.health()).toMatchObject([{ detail: 'vision is down' }]);
    expect(log.at('warn')).toHaveLength(2);
  });

  it('end with the terminal', () => {
    const { snapshots, clock } = open();
    snapshots.start();
    snapshots.close();
    expect(clock.due).toBe(0);
  });
});
