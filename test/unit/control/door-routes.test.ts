import { describe, expect, it } from 'vitest';
import { instant, millis, seconds } from '../../../src/base/units.js';
import { doorRoutes } from '../../../src/control/door-routes.js';
import { type Door, initialDoor, type ReleaseCause, type ReleaseResult } from '../../../src/door/domain/door.js';
import { ManualClock } from '../../support/manual-clock.js';

function open() {
  const clock = new ManualClock();
  const state = { door: initialDoor as Door, result: 'released' as ReleaseResult, paused: false };
  const causes: ReleaseCause[] = [];
  const listeners = new Set<(door: Door) => void>();
  const door = {
    door: () => state.door,
    release(cause: ReleaseCause) {
      causes.push(cause);
      clock.pass(3);
      return state.result;
    },
    watch(listener: (door: Door) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const resumed: number[] = [];
  const resume = (user: number) => state.paused && resumed.push(user) > 0;
  const routes = doorRoutes({ door, releaseTime: () => seconds(5), resume, clock });
  const ask = async (path: string) => {
    const route = routes.find((one) => one.path === path);
    if (route === undefined) throw new Error(`no route ${path}`);
    return route.answer({ peer: { pid: 1, uid: 1000 }, query: new URLSearchParams() });
  };
  return { state, causes, resumed, listeners, ask };
}

describe('the door on the control socket', () => {
  it.each([
    ['/door/release', 'release'],
    ['/door/test-relay', 'relayTest'],
  ] as const)('%s releases in the name of who asks, and says how long that took', async (path, purpose) => {
    const { ask, causes } = open();
    expect(await ask(path)).toEqual({ type: 'application/json', body: '{"driveMs":3,"releaseMs":5000}\n' });
    expect(causes).toEqual([{ kind: 'technician', purpose, user: 1000 }]);
  });

  it.each([
    ['lockdown', 'door.lockdown'],
    ['relayFailed', 'door.not-released'],
    ['stopping', 'door.not-released'],
  ] as const)('says why it was not released: %s', async (result, code) => {
    const { ask, state } = open();
    state.result = result;
    await expect(ask('/door/release')).rejects.toMatchObject({ code });
  });

  it('goes on recognising in the name of who asks, if that was paused', async () => {
    const { ask, state, resumed } = open();
    await expect(ask('/door/resume')).rejects.toMatchObject({ code: 'door.not-paused' });
    state.paused = true;
    expect(await ask('/door/resume')).toEqual({ type: 'application/json', body: '{}\n' });
    expect(resumed).toEqual([1000]);
  });

  it('is told as it is, then with every change until the reader goes', async () => {
    const { ask, listeners, state } = open();
    state.door = { ...initialDoor, contact: { kind: 'closed' } };
    const reply = await ask('/door/watch');
    if (!('follow' in reply)) throw new Error('nothing to follow');
    const lines: object[] = [];
    const stop = reply.follow((line) => lines.push(JSON.parse(line)));
    const opened: Door = {
      mode: 'normal',
      strike: { kind: 'released', until: instant(9), cause: { kind: 'rex' } },
      contact: { kind: 'open', closeBy: instant(millis(99)) },
      alarm: 'forcedOpen',
    };
    for (const listener of listeners) listener(opened);
    stop();
    expect(lines).toEqual([
      { released: false, mode: 'normal', contact: 'closed', alarm: 'none' },
      { released: true, mode: 'normal', contact: 'open', alarm: 'forcedOpen', cause: 'rex' },
    ]);
    expect(listeners.size).toBe(0);
  });
});
