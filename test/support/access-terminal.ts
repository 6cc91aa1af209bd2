import { AccessLoop } from '../../src/access/access-loop.js';
import type { LivenessLevel } from '../../src/access/domain/liveness-level.js';
import type { AuditEvent } from '../../src/audit/domain/audit.js';
import type { Clock } from '../../src/base/clock.js';
import { silentLog } from '../../src/base/log.js';
import { instant, millis, timestamp } from '../../src/base/units.js';
import type { ReleaseResult } from '../../src/door/domain/door.js';
import type { Person } from '../../src/gallery/domain/gallery.js';
import { buildIndex } from '../../src/gallery/search/gallery-index.js';
import { embedding } from '../../src/vision/domain/embedding.js';
import type { Observation, ObservedFace } from '../../src/vision/domain/observation.js';
import { auditOver } from './audit.js';

const space = { id: 'test/1', dimension: 16 };
const direction = (axis: number) =>
  embedding(
    space,
    Array.from({ length: 16 }, (_, i) => (i === axis ? 1 : 0)),
  );
const times = { detect: millis(1), align: millis(1), quality: millis(1), liveness: millis(0), embed: millis(1) };

/** A terminal around the real loop, with a clock that is moved by hand and a door and journal that remember. */
export function accessTerminal(
  options: {
    readonly people?: readonly Person[];
    readonly singleFace?: boolean;
    readonly unloaded?: boolean;
    readonly level?: LivenessLevel;
  } = {},
) {
  const people = options.people ?? [{ id: 'ada', name: 'Ada', enabled: true }];
  const templates = people.map(({ id }, i) => ({ id: i + 1, person: id, embedding: direction(i) }));
  const loaded = {
    revision: '1',
    index: buildIndex(space, templates),
    people: new Map(people.map((p) => [p.id, p])),
    damaged: [],
    faults: [],
  };
  const state = {
    now: 1000,
    lockdown: false,
    result: 'released' as ReleaseResult,
    hanging: false,
    audit: [] as AuditEvent[],
    failing: false,
    auditDelay: 0,
    released: [] as string[],
    said: [] as string[],
  };
  const clock: Clock = {
    monotonic: () => instant(state.now),
    wall: () => timestamp(1e12 + state.now),
    wallTrusted: () => true,
    after(_, action) {
      if (state.hanging) setImmediate(action);
      return () => undefined;
    },
  };
  const store = {
    async append(events: readonly AuditEvent[]) {
      if (state.failing) throw new Error('disk full');
      if (state.hanging) {
        state.now += 2000;
        return new Promise<number>(() => undefined);
      }
      state.now += state.auditDelay;
      state.audit.push(...events);
      return state.audit.length;
    },
  };
  const audit = auditOver(store, clock);
  const loop = new AccessLoop({
    gallery: () => (options.unloaded ? undefined : loaded),
    door: {
      lockdown: () => state.lockdown,
      release(cause) {
        // What the audit knows at the moment of the release.
        state.released.push(`${cause.person} after ${state.audit.map((e) => e.kind).join()}`);
        return state.result;
      },
    },
    audit,
    snapshots: { take: () => undefined, health: () => [] },
    announcer: {
      arrived: () => undefined,
      pending: (_, need) => state.said.push(need),
      decided: (_, decision) => state.said.push(decision.kind === 'denied' ? decision.reason : 'granted'),
      left: () => state.said.push('left'),
    },
    clock,
    meter: { stage: () => undefined, count: () => undefined },
    log: silentLog,
    drill: () => 'notDemanded',
    settings: () => ({
      door: 'main',
      thresholds: { minSimilarity: 0.5, margin: 0.05 },
      attacks: { attempts: 2, pause: millis(60_000) },
      maxAge: millis(500),
      maxAuditDelay: millis(2000),
      singleFace: options.singleFace ?? false,
      presentation: {
        agree: 2,
        of: 3,
        retryAfter: millis(3000),
        maxAttempts: 2,
        regrantAfter: millis(8000),
        absentAfter: millis(1500),
        liveness: {
          level: options.level ?? 'unchecked',
          pad: { bonaFide: 1, attack: -2, frames: 5, eyes: false },
          answerWithin: millis(6000),
          draw: () => ['turnLeft'],
        },
      },
    }),
  });
  const see = async (faces: readonly ObservedFace[], age = 50) => {
    state.now += 100;
    const observation: Observation = {
      sequence: state.now,
      capturedAt: instant(state.now - age),
      width: 640,
      height: 480,
      faces,
      times,
    };
    loop.observe(observation);
    await loop.settled();
    await audit.close(millis(0));
  };
  return { state, loop, see };
}

export function faceOf(axis: number, x = 100, faults: ObservedFace['faults'] = []): ObservedFace {
  const point = { x, y: 100 };
  return {
    detection: {
      box: { x, y: 100, width: 100, height: 100 },
      landmarks: [point, point, point, point, point],
      confidence: 0.9,
    },
    quality: { interOcular: 50, turn: 0, brightness: 120, sharpness: 100, inside: 1 },
    faults,
    liveness: { kind: 'notChecked' },
    print: 0,
    ...(faults.length > 0 ? {} : { embedding: direction(axis) }),
  };
}
