import { describe, expect, it } from 'vitest';
import { AccessLoop } from '../../../src/access/access-loop.js';
import type { LivenessLevel } from '../../../src/access/domain/liveness-level.js';
import type { AuditEvent } from '../../../src/audit/domain/audit.js';
import type { Clock } from '../../../src/base/clock.js';
import { silentLog } from '../../../src/base/log.js';
import { instant, millis, timestamp } from '../../../src/base/units.js';
import type { ReleaseResult } from '../../../src/door/domain/door.js';
import type { Person } from '../../../src/gallery/domain/gallery.js';
import { buildIndex } from '../../../src/gallery/search/gallery-index.js';
import { embedding } from '../../../src/vision/domain/embedding.js';
import type { Observation, ObservedFace } from '../../../src/vision/domain/observation.js';
import { auditOver } from '../../support/audit.js';
import { headLandmarks } from '../../support/head.js';

const space = { id: 'test/1', dimension: 16 };
const direction = (axis: number) =>
  embedding(
    space,
    Array.from({ length: 16 }, (_, i) => (i === axis ? 1 : 0)),
  );
const silent = silentLog;
const times = { detect: millis(1), align: millis(1), quality: millis(1), liveness: millis(0), embed: millis(1) };

/** A terminal around the real loop, with a clock that is moved by hand and a door and journal that remember. */
function terminal(
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
    log: silent,
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

function face(axis: number, x = 100, faults: ObservedFace['faults'] = []): ObservedFace {
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

describe('AccessLoop', () => {
  it('releases for an enrolled person only after the grant is in the audit, and once a visit', async () => {
    const { state, see } = terminal();
    for (let i = 0; i < 6; i++) await see([face(0)]);
    expect(state.released).toEqual(['ada after access.granted']);
    expect(state.audit[0]?.facts).toMatchObject({ person: 'ada', door: 'main', similarity: 1 });
  });

  it('denies a stranger without naming anybody, and stops looking after maxAttempts', async () => {
    const { state, see } = terminal();
    for (let i = 0; i < 100; i++) await see([face(5)]);
    expect(state.released).toEqual([]);
    expect(state.audit.map((e) => [e.kind, e.facts.reason, e.facts.person])).toEqual([
      ['access.denied', 'unknown', undefined],
      ['access.denied', 'unknown', undefined],
    ]);
    expect(state.said.at(-1)).toBe('stepAway');
  });

  it('grants nothing when the audit cannot be written', async () => {
    const { state, see } = terminal();
    state.failing = true;
    for (let i = 0; i < 3; i++) await see([face(0)]);
    expect(state.released).toEqual([]);
    expect(state.said).toContain('auditUnavailable');
  });

  it('grants nothing when the audit took too long: the visitor may be gone', async () => {
    const { state, see } = terminal();
    state.auditDelay = 2001;
    for (let i = 0; i < 2; i++) await see([face(0)]);
    expect(state.released).toEqual([]);
    expect(state.said).toContain('tooLate');
  });

  it('takes a frame that is too old, or from the future, for no evidence', async () => {
    const { state, see } = terminal();
    for (let i = 0; i < 5; i++) await see([face(0)], 501);
    for (let i = 0; i < 5; i++) await see([face(0)], -1);
    expect(state.released).toEqual([]);
  });

  it('takes a frame whose age is no number for no evidence', async () => {
    const { state, see } = terminal();
    for (let i = 0; i < 5; i++) await see([face(0)], Number.NaN);
    expect(state.released).toEqual([]);
  });

  it.each(['relayFailed', 'stopping', 'lockdown'] as const)(
    'tells and audits why a grant was not carried out: %s, and which grant it was',
    async (result) => {
      const { state, see } = terminal();
      state.result = result;
      for (let i = 0; i < 2; i++) await see([face(0)]);
      expect(state.said.at(-1)).toBe(result);
      const [granted, denied] = state.audit;
      expect([granted?.kind, denied?.kind]).toEqual(['access.granted', 'access.denied']);
      expect(denied?.facts).toMatchObject({ reason: result, decision: granted?.id, person: 'ada' });
    },
  );

  it('gives the visitor an answer while the disk hangs', async () => {
    const { state, see } = terminal();
    await see([face(0)]);
    state.hanging = true;
    await see([face(0)]);
    expect(state.said).toContain('tooLate');
    expect(state.released).toEqual([]);
  });

  it('keeps two visitors apart', async () => {
    const { state, see } = terminal();
    for (let i = 0; i < 3; i++) await see([face(5, 400), face(0, 50)]);
    expect(state.released).toHaveLength(1);
    expect(state.said).toEqual(expect.arrayContaining(['granted', 'unknown']));
  });

  it('waits until a visitor is alone where the policy wants it so', async () => {
    const { state, see } = terminal({ singleFace: true });
    for (let i = 0; i < 5; i++) await see([face(0, 50), face(5, 400)]);
    expect(state.released).toEqual([]);
    expect(state.said).toContain('multipleFaces');
    for (let i = 0; i < 2; i++) await see([face(0, 50)]);
    expect(state.released).toHaveLength(1);
  });

  it('denies in lockdown', async () => {
    const { state, see } = terminal();
    state.lockdown = true;
    for (let i = 0; i < 2; i++) await see([face(0)]);
    expect(state.released).toEqual([]);
    expect(state.said).toContain('lockdown');
  });

  it('does not let two people who share a place in the picture make up one identity', async () => {
    const people = ['ada', 'ben'].map((id) => ({ id, name: id, enabled: true }));
    const { state, see } = terminal({ people });
    await see([face(0)]);
    await see([face(1)]);
    expect(state.released).toEqual([]);
  });

  it('opens for one after the other who share a place in the picture', async () => {
    const people = ['ada', 'ben'].map((id) => ({ id, name: id, enabled: true }));
    const { state, see } = terminal({ people });
    for (const visitor of [0, 0, 1, 1, 1]) await see([face(visitor)]);
    expect(state.released.map((r) => r.split(' ')[0])).toEqual(['ada', 'ben']);
  });

  it('calls nobody unknown while there is no gallery to know them', async () => {
    const { state, see } = terminal({ unloaded: true });
    for (let i = 0; i < 3; i++) await see([face(0)]);
    expect(state.released).toEqual([]);
    expect(state.audit.map((e) => e.facts.reason)).toEqual(['galleryUnavailable']);
  });

  it('says what is wrong with the picture, and who has left', async () => {
    const { state, loop, see } = terminal();
    await see([face(0, 100, ['tooFar'])]);
    await see([face(0, 100, ['tooFar'])]);
    state.now += 2000;
    loop.sweep();
    expect(state.said).toEqual(['tooFar', 'left']);
  });

  describe('against attacks', () => {
    const checked = (score: number, x = 100): ObservedFace => ({
      ...face(0, x),
      print: ++prints,
      liveness: { kind: 'checked', score },
      detection: { ...face(0, x).detection, landmarks: headLandmarks() },
    });
    let prints = 0;
    type Door = ReturnType<typeof terminal>;
    const visit = async ({ see }: Pick<Door, 'see'>, score: number, frames = 5) => {
      for (let i = 0; i < frames; i++) await see([checked(score)]);
    };
    const leave = ({ state, loop }: Pick<Door, 'state' | 'loop'>) => {
      state.now += 2000;
      loop.sweep();
      return loop.settled();
    };

    it('lets a live visitor in, and audits the score', async () => {
      const door = terminal({ level: 'standard' });
      await visit(door, 3);
      expect(door.state.released).toHaveLength(1);
      expect(door.state.audit[0]?.facts).toMatchObject({ person: 'ada', liveness: 3 });
    });

    it('denies a picture, and audits what told it, but no picture', async () => {
      const door = terminal({ level: 'standard' });
      await visit(door, -5);
      expect(door.state.released).toEqual([]);
      expect(door.state.audit.map(({ kind, facts }) => [kind, facts.reason, facts.detectedBy, facts.liveness])).toEqual(
        [['access.denied', 'attack', 'passive', -5]],
      );
    });

    it('denies a recording of an earlier visit', async () => {
      const door = terminal({ level: 'standard' });
      const recorded = Array.from({ length: 5 }, () => checked(3));
      for (const shown of recorded) await door.see([shown]);
      expect(door.state.released).toHaveLength(1);
      await leave(door);
      for (const shown of recorded) await door.see([shown]);
      expect(door.state.released).toHaveLength(1);
      expect(door.state.audit.at(-1)?.facts).toMatchObject({ reason: 'attack', detectedBy: 'repeat' });
    });

    it('denies faces that no model checked', async () => {
      const { state, see } = terminal({ level: 'standard' });
      for (let i = 0; i < 5; i++) await see([face(0)]);
      expect(state.released).toEqual([]);
      expect(state.said).toContain('livenessNotChecked');
    });

    it('raises the alarm after some attacks, pauses recognition, and goes on after the pause', async () => {
      const door = terminal({ level: 'standard' });
      await visit(door, -5);
      await leave(door);
      expect(door.loop.health()).toEqual([]);
      await visit(door, -5);
      expect(door.state.audit.map(({ kind }) => kind)).toEqual([
        'access.denied',
        'access.denied',
        'access.attackAlarm',
      ]);
      expect(door.loop.health()).toMatchObject([{ part: 'recognition', level: 'degraded' }]);
      await leave(door);
      await visit(door, 3);
      expect(door.state.released).toEqual([]);
      expect(door.state.said).toContain('pausedAfterAttacks');
      await leave(door);
      door.state.now += 60_000;
      await visit(door, 3);
      expect(door.state.released).toHaveLength(1);
      expect(door.loop.health()).toEqual([]);
    });

    it('denies who leaves without answering', async () => {
      const door = terminal({ level: 'standard' });
      await visit(door, 0);
      expect(door.state.said).toContain('turnLeft');
      await leave(door);
      expect(door.state.said.slice(-2)).toEqual(expect.arrayContaining(['challengeFailed', 'left']));
      expect(door.state.audit).toMatchObject([
        { kind: 'access.denied', facts: { reason: 'challengeFailed', person: 'ada' } },
      ]);
    });
  });
});
