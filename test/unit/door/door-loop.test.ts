import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../../src/audit/domain/audit.js';
import type { AuditStore } from '../../../src/audit/ports/audit-store.js';
import type { StoredAuditLog } from '../../../src/audit/stored-audit-log.js';
import { HardwareFault, StoreError } from '../../../src/base/errors.js';
import { hung } from '../../../src/base/health.js';
import { silentLog } from '../../../src/base/log.js';
import { millis } from '../../../src/base/units.js';
import type { Door } from '../../../src/door/domain/door.js';
import { DoorLoop } from '../../../src/door/door-loop.js';
import type { DoorHardware, InputLine } from '../../../src/door/ports/door-hardware.js';
import { type SimulatedDoor, simulatedDoor } from '../../../src/door/simulated/door.js';
import { auditOver } from '../../support/audit.js';
import { ManualClock } from '../../support/manual-clock.js';

const grant = { kind: 'grant', decision: 'd1', person: 'p1' } as const;
const settled = () => new Promise((done) => setImmediate(done));

class MemoryAuditStore implements AuditStore {
  readonly stored: AuditEvent[] = [];
  broken = false;
  stuck = false;

  async append(events: readonly AuditEvent[]): Promise<number> {
    if (this.stuck) return new Promise(() => {});
    if (this.broken) throw new StoreError('store.full', 'The disk is full', { remedy: 'Make room.' });
    for (const event of events) if (!this.stored.some(({ id }) => id === event.id)) this.stored.push(event);
    return this.stored.length;
  }

  kinds(): readonly string[] {
    return this.stored.map(({ kind }) => kind);
  }
}

let clock: ManualClock;
let hardware: SimulatedDoor;
let stored: MemoryAuditStore;
let audit: StoredAuditLog;
let changes: Door[];
let loop: DoorLoop;

beforeEach(() => {
  clock = new ManualClock();
  hardware = simulatedDoor({ clock, maxPulse: millis(8000) });
  stored = new MemoryAuditStore();
  audit = auditOver(stored, clock);
  changes = [];
  const times = () => ({ release: millis(5000), heldOpenAfter: millis(30_000) });
  loop = new DoorLoop({ hardware, clock, times, audit, log: silentLog });
  loop.watch((door) => changes.push(door));
});

describe('a release', () => {
  it('drives the relay at once, relocks in time and is told', async () => {
    loop.start();
    expect(loop.release(grant)).toBe('released');
    expect(hardware.strikeReleased()).toBe(true);
    clock.pass(4999);
    expect(hardware.strikeReleased()).toBe(true);
    clock.pass(1);
    expect(hardware.strikeReleased()).toBe(false);
    await settled();
    expect(stored.kinds()).toEqual(['door.closed', 'door.released', 'door.secured']);
    expect(stored.stored[1]).toMatchObject({
      facts: { cause: 'grant', decision: 'd1', person: 'p1' },
      wallTrusted: true,
    });
    expect(changes.map(({ strike }) => strike.kind)).toEqual(['secured', 'released', 'secured']);
  });

  it('ends when the door opens', () => {
    loop.start();
    loop.release(grant);
    hardware.openDoor();
    expect(hardware.strikeReleased()).toBe(false);
    expect(loop.door().alarm).toBe('none');
  });

  it('is refused in lockdown, except by REX', () => {
    loop.start();
    loop.setMode('lockdown');
    expect(loop.release(grant)).toBe('lockdown');
    expect(loop.release({ kind: 'remote', command: 'c1' })).toBe('lockdown');
    expect(hardware.strikeReleased()).toBe(false);
    hardware.press();
    expect(hardware.strikeReleased()).toBe(true);
  });
});

describe('REX', () => {
  it('releases before anything is written, and while the disk hangs', async () => {
    stored.stuck = true;
    loop.start();
    hardware.press();
    expect(hardware.strikeReleased()).toBe(true);
    await settled();
    clock.pass(5000);
    expect(hardware.strikeReleased()).toBe(false);
    hardware.press();
    expect(hardware.strikeReleased()).toBe(true);
    expect(loop.rexLatency()).toMatchObject({ count: 2, last: 0, max: 0 });
  });

  it('releases when it is already held at start', () => {
    hardware.holdRex(true);
    loop.start();
    expect(hardware.strikeReleased()).toBe(true);
  });

  it('is carried by its event with its latency', async () => {
    loop.start();
    hardware.press();
    await settled();
    expect(stored.stored.at(-1)).toMatchObject({ kind: 'door.released', facts: { cause: 'rex', latencyMs: 0 } });
  });
});

describe('alarms', () => {
  it('are raised by opening without a release, and by standing open', async () => {
    loop.start();
    hardware.openDoor();
    expect(loop.door().alarm).toBe('forcedOpen');
    hardware.closeDoor();
    loop.release(grant);
    hardware.openDoor();
    clock.pass(30_000);
    expect(loop.door().alarm).toBe('heldOpen');
    await settled();
    expect(stored.kinds()).toContain('door.forcedOpen');
    expect(stored.kinds().at(-1)).toBe('door.heldOpen');
  });

  it('are not raised for a door found open at start', () => {
    hardware.openDoor();
    loop.start();
    expect(loop.door()).toMatchObject({ contact: { kind: 'open' }, alarm: 'none' });
  });
});

describe('mode unlocked', () => {
  it('is renewed under the pulse cap, also while inputs chatter', () => {
    const strikes: boolean[] = [];
    hardware.onStrike((released) => strikes.push(released));
    loop.start();
    loop.setMode('unlocked');
    for (let i = 0; i < 300; i++) {
      clock.pass(100);
      hardware.openDoor();
      hardware.closeDoor();
      expect(hardware.strikeReleased()).toBe(true);
    }
    clock.pass(60_000);
    expect(strikes).toEqual([true]);
    loop.setMode('normal');
    expect(hardware.strikeReleased()).toBe(false);
  });
});

describe('storage that fails', () => {
  it('holds no strike, and gets its events later, once and in order', async () => {
    stored.broken = true;
    loop.start();
    loop.release(grant);
    await settled();
    expect(audit.health()).toMatchObject({ part: 'store', level: 'failed' });
    clock.pass(5000);
    expect(hardware.strikeReleased()).toBe(false);
    await settled();
    stored.broken = false;
    clock.pass(2000);
    await settled();
    expect(stored.kinds()).toEqual(['door.closed', 'door.released', 'door.secured']);
    expect(audit.health().level).toBe('ok');
  });
});

describe('a relay that fails', () => {
  it('is tried again until the release is over, told as a fault, and told as released only when it is', async () => {
    loop.start();
    hardware.breakRelay(true);
    expect(loop.release(grant)).toBe('relayFailed');
    await settled();
    expect(stored.kinds()).toEqual(['door.closed', 'door.fault']);
    expect(loop.health().level).toBe('failed');
    clock.pass(1000);
    hardware.breakRelay(false);
    clock.pass(200);
    expect(hardware.strikeReleased()).toBe(true);
    expect(loop.health().level).toBe('ok');
    clock.pass(3800);
    expect(hardware.strikeReleased()).toBe(false);
    await settled();
    expect(stored.kinds()).toEqual(['door.closed', 'door.fault', 'door.released', 'door.secured']);
  });

  it('is secured as soon as it takes commands again', async () => {
    loop.start();
    loop.release(grant);
    hardware.breakRelay(true);
    clock.pass(6000);
    expect(hardware.strikeReleased()).toBe(true);
    await settled();
    expect(stored.kinds()).not.toContain('door.secured');
    hardware.breakRelay(false);
    clock.pass(200);
    expect(hardware.strikeReleased()).toBe(false);
    await settled();
    expect(stored.kinds().at(-1)).toBe('door.secured');
  });
});

describe('an input that is lost', () => {
  const unreadable = (input: InputLine | undefined, lost: () => boolean): InputLine => {
    if (input === undefined) throw new Error('not wired');
    return {
      active() {
        if (lost()) throw new HardwareFault('door.input-lost', 'gone', { remedy: 'Mend it.', transient: true });
        return input.active();
      },
      onChange: (listener) => input.onChange(listener),
      close: () => input.close(),
    };
  };

  it.each([
    ['rex', 'failed'],
    ['contact', 'degraded'],
  ] as const)('is bad health while it lasts: %s %s', (which, level) => {
    let lost = false;
    const inner = simulatedDoor({ clock, maxPulse: millis(8000) });
    const wired: DoorHardware = {
      kind: 'simulated',
      relay: inner.relay,
      ...(inner.rex ? { rex: inner.rex } : {}),
      ...(inner.contact ? { contact: inner.contact } : {}),
      [which]: unreadable(inner[which], () => lost),
      onFault: (listener) => inner.onFault(listener),
      close: () => inner.close(),
    };
    const times = () => ({ release: millis(5000), heldOpenAfter: millis(30_000) });
    const door = new DoorLoop({ hardware: wired, clock, times, audit, log: silentLog });
    door.start();
    expect(door.health().level).toBe('ok');
    lost = true;
    expect(door.health()).toMatchObject({ level, detail: expect.stringContaining('door.input-lost') });
    lost = false;
    expect(door.health().level).toBe('ok');
  });
});

it('survives a watcher that throws, and tells the others', () => {
  const times = () => ({ release: millis(5000), heldOpenAfter: millis(30_000) });
  const guarded = new DoorLoop({ hardware, clock, times, audit, log: silentLog });
  const seen: Door[] = [];
  guarded.watch(() => {
    throw new Error('console gone');
  });
  guarded.watch((door) => seen.push(door));
  guarded.start();
  expect(guarded.release(grant)).toBe('released');
  clock.pass(5000);
  expect(hardware.strikeReleased()).toBe(false);
  expect(seen.length).toBeGreaterThanOrEqual(2);
});

describe('close', () => {
  it('secures, lets go and stores what it has', async () => {
    loop.start();
    loop.setMode('unlocked');
    await loop.close();
    await loop.close();
    await audit.close(millis(3000));
    expect(hardware.strikeReleased()).toBe(false);
    expect(stored.kinds().at(-1)).toBe('door.secured');
    expect(loop.release(grant)).toBe('stopping');
    hardware.press();
    expect(hardware.strikeReleased()).toBe(false);
  });

  it('does not wait for a disk that hangs', async () => {
    stored.stuck = true;
    loop.start();
    loop.release(grant);
    await loop.close();
    expect(hardware.strikeReleased()).toBe(false);
  });
});

describe('signs of life', () => {
  it('come from a door at which nothing happens', () => {
    loop.start();
    clock.pass(60_000);
    expect(hung(loop.pulses(), clock.monotonic())).toEqual([]);
  });

  it('end when the loop is not called any more', () => {
    loop.start();
    const last = loop.pulses();
    clock.pass(1500);
    expect(hung(last, clock.monotonic())).toEqual(['door']);
  });

  it('include those of what listens to the inputs', () => {
    const pulses = () => [{ loop: 'inputs', movedAt: clock.monotonic(), rest: millis(1000) }];
    const withInputs: DoorHardware = {
      ...hardware,
      kind: 'gpio',
      onFault: () => () => {},
      close: async () => {},
      pulses,
    };
    const times = () => ({ release: millis(5000), heldOpenAfter: millis(30_000) });
    const listening = new DoorLoop({ hardware: withInputs, clock, times, audit, log: silentLog });
    expect(listening.pulses().map(({ loop }) => loop)).toEqual(['door', 'inputs']);
  });
});
