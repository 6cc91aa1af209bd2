import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/adapters/system-clock.js';
import { VisionProcess } from '../../../src/adapters/vision-process/vision-process.js';
import { millis } from '../../../src/domain/units.js';
import type { VisionFacts } from '../../../src/ports/vision.js';
import { silentLog } from '../../support/silent-log.js';

const folder = mkdtempSync(join(tmpdir(), 'ostiary-child-'));
const log = silentLog;
const ready = `process.send({kind:'ready',space:{id:'s/1',dimension:16},defaultMinSimilarity:0.5,models:[]});`;
const settings = {
  detectorFolder: '',
  embedderFolder: '',
  inference: {} as never,
  quality: {} as never,
};
let current: VisionProcess | undefined;

/** A vision process with another mind: what becomes of it is recorded. */
function start(name: string, body: string) {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, body);
  const seen = { ready: [] as VisionFacts[], lost: [] as string[], observations: 0 };
  const vision = new VisionProcess({ settings, clock: systemClock(), log, entry: pathToFileURL(file) });
  current = vision;
  vision.start({
    ready: (facts) => seen.ready.push(facts),
    lost: (reason) => seen.lost.push(reason),
    observation: () => seen.observations++,
  });
  return { vision, seen };
}

const until = async (condition: () => boolean): Promise<void> => {
  for (let i = 0; i < 400 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 25));
  expect(condition()).toBe(true);
};

describe('a vision process that', () => {
  beforeAll(() => () => rmSync(folder, { recursive: true, force: true }));
  afterEach(async () => {
    await current?.close();
  });

  it('is killed comes back, and says that it was lost', async () => {
    const { vision, seen } = start(
      'good',
      `process.on('message', (m) => { if (m.kind === 'stop') process.exit(0); }); ${ready} setInterval(() => {}, 1000);`,
    );
    await until(() => seen.ready.length === 1);
    process.kill(vision.pid(), 'SIGKILL');
    await until(() => seen.ready.length === 2);
    expect(seen.lost).toEqual(['killed by SIGKILL']);
    expect(vision.health()[0]?.level).toBe('ok');
  });

  it('hangs after it was ready is killed and started again', async () => {
    const { seen } = start('hang', `${ready} process.on('message', () => {}); setTimeout(() => { for (;;); }, 50);`);
    await until(() => seen.lost.length >= 1);
    expect(seen.lost[0]).toMatch(/no sign of life for 5000 ms/);
  });

  it('crashes at once is tried again with backoff, and its fault is in health', async () => {
    const { vision, seen } = start(
      'crash',
      `process.send({kind:'failed',fault:{code:'bundle.missing',message:'no bundle',remedy:'Install it.'}}, () => process.exit(1));`,
    );
    await until(() => seen.lost.length >= 2);
    expect(vision.health()).toEqual([
      { part: 'vision', level: 'failed', detail: 'bundle.missing: no bundle. Install it.' },
    ]);
  });

  it.each([
    ['an unknown message', `{kind:'open the door'}`],
    ['no object', `'hello'`],
    [
      'a malformed embedding',
      `{kind:'observation',observation:{faces:[{embedding:{space:{id:'s/1',dimension:16},values:new Float32Array(3)}}]}}`,
    ],
    [
      'an embedding of NaN',
      `{kind:'observation',observation:{faces:[{embedding:{space:{id:'s/1',dimension:1},values:new Float32Array([NaN])}}]}}`,
    ],
  ])('sends %s is killed', async (_, message) => {
    const { seen } = start(
      'liar',
      `${ready} setTimeout(() => process.send(${message}), 50); setInterval(() => {}, 1000);`,
    );
    await until(() => seen.lost.length >= 1);
    expect(seen.observations).toBe(0);
  });

  it('dies while a picture is analysed answers with a fault, not with silence', async () => {
    const { vision, seen } = start(
      'dying',
      `${ready} process.on('message', (m) => { if (m.kind === 'analyse') process.kill(process.pid, 'SIGSEGV'); });`,
    );
    await until(() => seen.ready.length === 1);
    await expect(vision.analyse(new Uint8Array(3), { within: millis(5000) })).rejects.toMatchObject({
      code: 'vision.unavailable',
    });
  });

  it('never answers a picture lets the asker go after the time it gave', async () => {
    const { vision, seen } = start(
      'mute',
      `${ready} process.on('message', (m) => { if (m.kind === 'stop') process.exit(0); });`,
    );
    await until(() => seen.ready.length === 1);
    await expect(vision.analyse(new Uint8Array(3), { within: millis(100) })).rejects.toMatchObject({
      code: 'vision.unavailable',
    });
  });
});
