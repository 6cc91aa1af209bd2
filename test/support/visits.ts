import { join } from 'node:path';
import { expect } from 'vitest';
import { AuditReader } from '../../src/audit/sqlite/audit-reader.js';
import { silentLog } from '../../src/base/log.js';
import { type Daemon, startDaemon } from '../../src/compose/daemon.js';
import type { Visitor } from '../../src/demo/actor.js';
import type { Picture } from '../../src/demo/drawing/develop.js';
import { holdUp } from '../../src/demo/drawing/hold-up.js';
import { hash } from '../../src/demo/drawing/noise.js';
import { walkUp } from '../../src/demo/drawing/walk.js';
import { loadConfig } from '../../src/settings/load/load.js';
import { root } from './places.js';
import { type TestActor, TestTerminal } from './terminal.js';

type Filmed = Pick<Visitor, 'walk'>;

/** Draws a visit once, and plays it with other noise each time: pictures that come back are an attack. */
export function drawnOnce(visitor: Filmed): Filmed {
  let drawn: Promise<readonly Picture[]> | undefined;
  const draw = async (place: number, first: number): Promise<readonly Picture[]> => {
    const frames: Picture[] = [];
    for await (const frame of visitor.walk(place, first)) frames.push(frame);
    return frames;
  };
  return {
    async *walk(place, first) {
      drawn ??= draw(place, first);
      for (const [i, picture] of (await drawn).entries()) yield grainy(picture, first + i);
    },
  };
}

function grainy(picture: Picture, seed: number): Picture {
  const data = picture.data.map((value, i) => value + (value > 0 && value < 255 ? (hash(i, seed, 17) % 3) - 1 : 0));
  return { ...picture, data };
}

/** One walks up, and then a print of the other is held where their face was. */
export function swapped({ walkWith: one }: TestActor, { walkWith: other }: TestActor): Filmed {
  return {
    *walk(place, first) {
      const isUp = 8;
      yield* [...walkUp(one.person, place, first)].slice(0, isUp + 4);
      yield* [...holdUp('print', { shown: other.person, place, seed: first + 50, hold: 20 })].slice(isUp);
    },
  };
}

interface House {
  readonly guest: TestActor;
  readonly level: 'standard' | 'strict';
  /** Folder of the passive model; the shipped one if absent. */
  readonly pad?: string;
}

/** A terminal on the shipped models at which the guest is enrolled, and to which these visitors come one after the other, once. */
export async function terminalFor(visitors: readonly Filmed[], { guest, level, pad }: House): Promise<TestTerminal> {
  const models = { detector: join(root, 'models/detector-wicket'), embedder: join(root, 'models/embedder-ostiary') };
  const terminal = new TestTerminal(
    'recognition: { retryAfter: 500ms, maxAttempts: 10 }',
    { ...models, pad: pad ?? join(root, 'models/pad-ostiary') },
    level,
  );
  await terminal.walks(visitors);
  expect((await terminal.ostiary('key', 'create')).status).toBe(0);
  expect((await terminal.ostiary('enroll', 'guest', '--photo', ...guest.enrolWith)).stderr).toBe('');
  return terminal;
}

export function startAt(terminal: TestTerminal): Promise<Daemon> {
  return startDaemon(loadConfig(terminal.config, { env: terminal.env, packageRoot: root }), { log: silentLog });
}

/** What was decided, from the audit log: `granted`, or the reason of the denial; with what told an attack. */
export function decidedAt(terminal: TestTerminal): readonly string[] {
  const log = new AuditReader(terminal.database);
  try {
    return [...log.export()].flatMap(({ kind, facts }) => {
      if (kind === 'access.granted') return ['granted'];
      return kind === 'access.denied' ? [String(facts.reason)] : [];
    });
  } finally {
    log.close();
  }
}
