import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log.js';
import { millis } from '../../../src/base/units.js';
import { DoorLoop } from '../../../src/door/door-loop.js';
import { simulatedDoor } from '../../../src/door/simulated/door.js';
import { systemClock } from '../../../src/platform/system-clock.js';
import { auditOver } from '../../support/audit.js';

const clock = systemClock();
const patience = { timeout: 5000, interval: 5 };
const loops: DoorLoop[] = [];

function startDoor({ maxPulse, release }: { maxPulse: number; release: number }) {
  const hardware = simulatedDoor({ clock, maxPulse: millis(maxPulse) });
  const stored: string[] = [];
  const store = {
    async append(events: readonly { kind: string }[]) {
      stored.push(...events.map(({ kind }) => kind));
      return stored.length;
    },
  };
  const times = () => ({ release: millis(release), heldOpenAfter: millis(60_000) });
  const loop = new DoorLoop({ hardware, clock, times, audit: auditOver(store, clock), log: silentLog });
  loops.push(loop);
  loop.start();
  return { hardware, loop, stored };
}

afterEach(async () => {
  for (const loop of loops.splice(0)) await loop.close();
});

describe('the door loop on the real clock', () => {
  it('releases for the release time, never less', async () => {
    const { hardware, loop } = startDoor({ maxPulse: 5000, release: 200 });
    const at = clock.monotonic();
    loop.release({ kind: 'remote', command: 'c1' });
    const relocked = new Promise<number>((done) => hardware.onStrike(() => done(clock.monotonic())));
    expect((await relocked) - at).toBeGreaterThanOrEqual(200);
  });

  it('keeps an unlocked door released beyond the pulse cap', async () => {
    const { hardware, loop } = startDoor({ maxPulse: 500, release: 200 });
    const changes: boolean[] = [];
    hardware.onStrike((released) => changes.push(released));
    loop.setMode('unlocked');
    // Real time on purpose: a renewal that drifts shows only after several pulses.
    await new Promise((done) => setTimeout(done, 1500));
    expect(changes).toEqual([true]);
  });

  it('tells when the cap had to drop the strike', async () => {
    const { hardware, loop, stored } = startDoor({ maxPulse: 100, release: 30_000 });
    loop.release({ kind: 'remote', command: 'c1' });
    await expect.poll(() => hardware.strikeReleased(), patience).toBe(false);
    await expect.poll(() => stored, patience).toContain('door.fault');
  });
});
