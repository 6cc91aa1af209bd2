import { describe, expect, it } from 'vitest';
import { AccessLoop } from '../../../src/access/access-loop.js';
import { silentLog } from '../../../src/base/log.js';
import { millis, seconds } from '../../../src/base/units.js';
import { DoorLoop } from '../../../src/door/door-loop.js';
import { simulatedDoor } from '../../../src/door/simulated/door.js';
import { buildIndex } from '../../../src/gallery/search/gallery-index.js';
import { embedding } from '../../../src/vision/domain/embedding.js';
import type { ObservedFace } from '../../../src/vision/domain/observation.js';
import { ManualClock } from '../../support/manual-clock.js';
import { MemoryAudit } from '../../support/memory-audit.js';

const space = { id: 'test/1', dimension: 4 };
const ada = embedding(space, [1, 0, 0, 0]);
const gallery = {
  revision: '1',
  index: buildIndex(space, [{ id: 1, person: 'ada', embedding: ada }]),
  people: new Map([['ada', { id: 'ada', name: 'Ada', enabled: true }]]),
  damaged: [],
  faults: [],
};
const times = { detect: millis(1), align: millis(1), quality: millis(1), liveness: millis(1), embed: millis(1) };
const pad = { bonaFide: 2, attack: -2, frames: 3, eyes: false };

/** A door of a terminal at which two attacks raise the alarm. */
function open() {
  const clock = new ManualClock();
  const audit = new MemoryAudit(clock);
  const hardware = simulatedDoor({ clock, maxPulse: seconds(10) });
  const door = new DoorLoop({
    hardware,
    clock,
    times: () => ({ release: seconds(1), heldOpenAfter: seconds(60) }),
    audit,
    log: silentLog,
  });
  door.start();
  const access = new AccessLoop({
    gallery: () => gallery,
    door: { release: (cause) => door.release(cause), lockdown: () => door.door().mode === 'lockdown' },
    audit,
    snapshots: { take: () => 'a-picture', health: () => [] },
    announcer: { arrived() {}, pending() {}, decided() {}, left() {} },
    clock,
    meter: { stage() {}, count() {} },
    log: silentLog,
    drill: () => 'notDemanded',
    settings: () => ({
      door: 'main',
      thresholds: { minSimilarity: 0.5, margin: 0.05 },
      attacks: { attempts: 2, pause: seconds(60) },
      maxAge: millis(500),
      maxAuditDelay: seconds(2),
      singleFace: false,
      presentation: {
        agree: 2,
        of: 3,
        retryAfter: seconds(3),
        maxAttempts: 5,
        regrantAfter: seconds(4),
        absentAfter: millis(1500),
        liveness: { level: 'standard', pad, answerWithin: seconds(6), draw: () => ['turnLeft'] },
      },
    }),
  });
  let print = 0;
  /** Ada, or a picture of her, in front of the camera for this many frames, then nobody. */
  const visit = async (score: number, frames: number) => {
    for (let i = 0; i < frames; i++) {
      clock.pass(100);
      const seen = { sequence: ++print, capturedAt: clock.monotonic(), width: 640, height: 480, times };
      access.observe({ ...seen, faces: [faceOf(score, print)] });
      await access.settled();
    }
    clock.pass(2000);
    access.sweep();
    await access.settled();
  };
  const denied = () => audit.of('access.denied').map(({ reason }) => reason);
  return { clock, audit, hardware, door, access, visit, denied };
}

function faceOf(score: number, print: number): ObservedFace {
  const at = (x: number, y: number) => ({ x: 100 + x, y: 100 + y });
  return {
    detection: {
      box: { x: 100, y: 100, width: 100, height: 100 },
      landmarks: [at(30, 40), at(70, 40), at(50, 62), at(35, 80), at(65, 80)],
      confidence: 0.9,
    },
    quality: { interOcular: 50, turn: 0, brightness: 120, sharpness: 100, inside: 1 },
    faults: [],
    liveness: { kind: 'checked', score },
    print,
    embedding: ada,
  };
}

const [live, photograph] = [4, -6];

async function attacked() {
  const terminal = open();
  await terminal.visit(photograph, 5);
  await terminal.visit(photograph, 5);
  return terminal;
}

describe('a door where photographs were held up', () => {
  it('tells which detector saw each of them, and raises the alarm', async () => {
    const { audit } = await attacked();
    const facts = { reason: 'attack', person: 'ada', liveness: -6, detectedBy: 'passive', snapshot: 'a-picture' };
    expect(audit.of('access.denied')).toMatchObject([facts, facts]);
    expect(audit.of('access.attackAlarm')).toMatchObject([{ attacks: 2, pauseSeconds: 60 }]);
  });

  it('recognises nobody during the pause: one denial an attempt, and nothing more is counted', async () => {
    const { visit, denied, audit, hardware } = await attacked();
    await visit(live, 10);
    await visit(photograph, 10);
    expect(denied()).toEqual(['attack', 'attack', 'pausedAfterAttacks', 'pausedAfterAttacks']);
    expect(audit.of('access.attackAlarm')).toHaveLength(1);
    expect(hardware.strikeReleased()).toBe(false);
  });

  it('lets people out by REX meanwhile', async () => {
    const { hardware, clock } = await attacked();
    hardware.press();
    expect(hardware.strikeReleased()).toBe(true);
    clock.pass(1100);
    expect(hardware.strikeReleased()).toBe(false);
  });

  it.each([
    { kind: 'remote', command: 'c1' } as const,
    { kind: 'technician', purpose: 'release', user: 1000 } as const,
  ])('is released meanwhile by who may: $kind', async (cause) => {
    const { door, hardware } = await attacked();
    expect([door.release(cause), hardware.strikeReleased()]).toEqual(['released', true]);
  });

  it('recognises again after the pause', async () => {
    const { visit, clock, access, audit } = await attacked();
    clock.pass(60_000);
    expect(access.health()).toEqual([]);
    await visit(live, 5);
    expect(audit.of('access.granted')).toMatchObject([{ person: 'ada', liveness: 4 }]);
  });

  it('recognises again at once when a user says so', async () => {
    const { visit, access, audit } = await attacked();
    expect(access.resume(1000)).toBe(true);
    await visit(live, 5);
    expect(audit.of('access.resumed')).toEqual([{ door: 'main', user: 1000 }]);
    expect(audit.of('access.granted')).toHaveLength(1);
  });
});
