import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../../../src/base/log.js';
import { millis } from '../../../../src/base/units.js';
import { systemClock } from '../../../../src/platform/system-clock.js';
import type { VisionFacts } from '../../../../src/vision/ports/vision.js';
import { VisionProcess } from '../../../../src/vision/process/vision-process.js';

const folder = mkdtempSync(join(tmpdir(), 'ostiary-child-'));
const ready = `process.send({kind:'ready',space:{id:'s/1',dimension:16},defaultMinSimilarity:0.5,models:[]});`;
const settings = {
  detectorFolder: '',
  embedderFolder: '',
  inference: {} as never,
  quality: {} as never,
};
let current: VisionProcess | undefined;

/** What a good child would send, as source text. */
const parts = `
  const point = {x:1,y:1};
  const times = {detect:1,align:1,quality:1,liveness:1,embed:1};
  const of = (value) => ({space:{id:'s/1',dimension:16}, values:new Float32Array(16).fill(value)});
  const face = {
    detection: {box:{x:1,y:1,width:9,height:9}, landmarks:[point,point,point,point,point], confidence:0.9},
    quality: {interOcular:50,turn:0,brightness:100,sharpness:100,inside:1}, faults: [], liveness: {kind:'notChecked'}, print: 7,
  };`;
const observation = (rest: string) =>
  `{kind:'observation',observation:{sequence:1,capturedAt:1,width:640,height:480,${rest}}}`;

/** A vision process with another mind: what becomes of it is recorded. */
function start(name: string, body: string, heard?: () => void) {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, body);
  return watch(pathToFileURL(file), heard);
}

function watch(entry: URL, heard = () => {}) {
  const seen = { ready: [] as VisionFacts[], lost: [] as string[], observations: 0 };
  const warnings: object[] = [];
  const log = { ...silentLog, warn: (facts: object) => warnings.push(facts) };
  const vision = new VisionProcess({ settings, clock: systemClock(), log, entry });
  current = vision;
  vision.start({
    ready: (facts) => seen.ready.push(facts),
    lost: (reason) => seen.lost.push(reason),
    observation: () => {
      seen.observations++;
      heard();
    },
  });
  return { vision, seen, warnings };
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

  it('fails to check liveness is failed in that part, until it checks again', async () => {
    const pulse = (rest: string) => `process.send({kind:'pulse',dropped:0,residentBytes:1${rest}});`;
    const model = `{name:'p',role:'pad',delegate:'builtin',digest:'${'a'.repeat(64)}'}`;
    const pad = '{bonaFide:1,attack:-1,frames:5,eyes:false}';
    const { vision } = start(
      'no-liveness',
      `process.on('message', (m) => { if (m.kind === 'stop') process.exit(0); });
      process.send({kind:'ready',space:{id:'s/1',dimension:16},defaultMinSimilarity:0.5,pad:${pad},models:[${model}]});
      ${pulse(`,padFault:{code:'model.invoke',message:'cannot run',remedy:'Copy it.'}`)}
      setTimeout(() => { ${pulse('')} }, 500); setInterval(() => {}, 1000);`,
    );
    const liveness = () => vision.health().find(({ part }) => part === 'liveness');
    await until(() => liveness()?.level === 'failed');
    expect(liveness()?.detail).toBe('model.invoke: cannot run. Copy it.');
    expect(vision.health()[0]?.level).toBe('ok');
    await until(() => liveness()?.level === 'ok');
    expect(liveness()?.detail).toBe('p on builtin');
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
    ['an observation of nothing', `{kind:'observation'}`],
    ['an observation whose times are missing', observation(`faces:[]`)],
    ['an embedding that is similar to everybody', observation(`times, faces:[{...face, embedding: of(100)}]`)],
    ['an embedding of NaN', observation(`times, faces:[{...face, embedding: of(NaN)}]`)],
    ['a face without a detection', observation(`times, faces:[{...face, detection: undefined}]`)],
    ['a second ready', `{kind:'ready',space:{id:'s/1',dimension:16},defaultMinSimilarity:0.5,models:[]}`],
  ])('sends %s is killed, and nothing of it is heard', async (_, message) => {
    const { seen } = start(
      'liar',
      `${ready} ${parts} setTimeout(() => process.send(${message}), 50); setInterval(() => {}, 1000);`,
    );
    await until(() => seen.lost.length >= 1);
    expect(seen.lost[0]).toMatch(/^vision.protocol: /);
    expect(seen.observations).toBe(0);
  });

  it('floods is killed, and few of its observations are heard', async () => {
    const { seen } = start(
      'flood',
      `${ready} ${parts} const o = ${observation('times, faces:[{...face, embedding: of(0.25)}]')};
       const flood = () => { for (let i = 0; i < 200; i++) process.send(o); setImmediate(flood); }; flood();`,
    );
    await until(() => seen.lost.length >= 1);
    expect(seen.lost[0]).toMatch(/^vision.flood: |^more than 500 messages/);
    expect(seen.observations).toBeLessThan(100);
  });

  it('sends what its listener chokes on is killed: the door process goes on', async () => {
    const { seen } = start(
      'choking',
      `${ready} ${parts} setTimeout(() => process.send(${observation('times, faces:[{...face, embedding: of(0.25)}]')}), 50); setInterval(() => {}, 1000);`,
      () => {
        throw new Error('no more');
      },
    );
    await until(() => seen.lost.length >= 1);
    expect(seen.observations).toBe(1);
    expect(seen.lost[0]).toBe('no more');
  });

  it('crashes says why in its own words, without passwords', async () => {
    const { vision, seen, warnings } = start(
      'aborting',
      `console.error('opening rtsp://door:secret@cam/1'); throw new Error('the model is on fire');`,
    );
    await until(() => seen.lost.length >= 1);
    expect(seen.lost[0]).toMatch(/^exit status 1: .*Error: the model is on fire$/);
    expect(vision.health()[0]?.detail).toBe(seen.lost[0]);
    expect(warnings[0]).toMatchObject({ stderr: expect.arrayContaining(['opening rtsp://…@cam/1']) });
    expect(JSON.stringify(warnings)).not.toContain('secret');
  });

  it('cannot even be forked is tried again with backoff', async () => {
    // fork refuses such an entry at once, as it does without memory.
    const { vision, seen } = watch(new URL('http://localhost/child.js'));
    await until(() => seen.lost.length >= 3);
    expect(seen.lost[0]).toMatch(/file/);
    expect(vision.health()[0]?.level).toBe('failed');
  });

  it('is closed at the moment of its death lets the closer go', async () => {
    const { vision, seen } = start('brief', `${ready} setInterval(() => {}, 1000);`);
    await until(() => seen.ready.length === 1);
    process.kill(vision.pid(), 'SIGKILL');
    await vision.close();
    expect(vision.pid()).toBe(0);
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
