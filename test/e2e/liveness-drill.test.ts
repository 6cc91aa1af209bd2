import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomOf } from '../../src/base/random.js';
import { askDaemon } from '../../src/control/http/control-client.js';
import { cast } from '../../src/demo/cast.js';
import { render } from '../../src/demo/drawing/picture.js';
import { inventShot } from '../../src/demo/drawing/shot.js';
import { models } from '../support/models.js';
import { needs } from '../support/needs.js';
import { root } from '../support/places.js';
import { TestTerminal } from '../support/terminal.js';
import { installTinyPad } from '../support/tiny-pad.js';

/** For the tiny model, a red picture is bona fide, and a blue one an attack. */
const red = [1.1, 0.7, 0.7];
const blue = [0.6, 0.6, 1.2];
const [pausing, showing] = [9, 9];

needs('models', 'build').describe('ostiary liveness drill, before a camera that shows drawn people', () => {
  const folder = new TestTerminal();
  const pad = installTinyPad(folder.folder, {
    thresholds: { bonaFide: 0, attack: -0.5, frames: 3, measuredOn: 'nothing' },
  });
  afterAll(() => folder.remove());

  beforeAll(async () => {
    const { person } = cast[0] as (typeof cast)[number];
    const { width, height, data } = render(person, inventShot(randomOf(person.seed, 2, 0), 256, 0.4));
    mkdirSync(join(folder.folder, 'frames'));
    const frame = async (name: string, light: readonly number[]) => {
      const random = randomOf(light === red ? 1 : 2, Number(name.slice(-1)));
      // The noise of a camera: pictures that repeat are an attack.
      const noisy = Uint8Array.from(data, (value) => Math.max(0, Math.min(255, value + 8 * (random.next() - 0.5))));
      const picture = sharp(noisy, { raw: { width, height, channels: 3 } }).linear([...light], [0, 0, 0]);
      writeFileSync(join(folder.folder, 'frames', `${name}.jpg`), await picture.jpeg({ quality: 95 }).toBuffer());
    };
    for (let i = 0; i < showing; i++) {
      await frame(`red${i}`, red);
      await frame(`blue${i}`, blue);
    }
    const wall = sharp({ create: { width, height, channels: 3, background: '#777' } });
    writeFileSync(join(folder.folder, 'frames/wall.jpg'), await wall.jpeg().toBuffer());
  }, 60_000);

  /** A terminal whose camera shows these colours, one presentation each. */
  function terminal(...shown: readonly ('red' | 'blue')[]): void {
    const wall = Array.from({ length: pausing }, () => 'frames/wall.jpg');
    const files = shown.flatMap((colour) => [
      ...wall,
      ...Array.from({ length: showing }, (_, i) => `frames/${colour}${i}.jpg`),
    ]);
    writeFileSync(
      folder.config,
      `models: { detector: ${models?.detector}, embedder: ${models?.embedder}, pad: ${pad} }
camera: { source: frames, files: [${[...wall, ...files, ...wall].join(', ')}], fps: 6, loop: false }
liveness: { level: strict, drillWithin: 30d }
door: { hardware: simulated, release: 1s, rex: {}, contact: {} }
store: { database: data/ostiary.db, keyFile: gallery.key }
observability: { metricsPort: 0, controlSocket: control.sock }
`,
    );
  }

  const drill = (...words: string[]) =>
    folder.ostiary('liveness', 'drill', '--auto', '--phones', '0', '--tablets', '0', ...words);
  const recorded = async () =>
    (await folder.ostiary('audit', 'tail')).stdout.split('\n').filter((line) => /drilled/.test(line));

  it('is missed by the daemon, whose settings demand one', async () => {
    terminal('blue');
    await folder.ostiary('key', 'create');
    const daemon = folder.daemon();
    const status = () => askDaemon(join(folder.folder, 'control.sock'), '/status').catch(() => '');
    await expect.poll(status, { timeout: 60_000, interval: 300 }).toContain('"part":"drill","level":"failed"');
    daemon.child.kill('SIGTERM');
    await daemon.exited;
    const { stdout } = await folder.ostiary('doctor');
    expect(stdout).toMatch(/warn +(liveness)? +nobody is let in: a liveness drill is missing/);
  }, 120_000);

  it('passes, says so, and records it', async () => {
    terminal(...Array.from({ length: 5 }, () => 'red' as const), ...Array.from({ length: 5 }, () => 'blue' as const));
    const { status, stdout, stderr } = await drill('--live', '5', '--prints', '3', '--species', 'poster=2');
    expect([status, stdout, stderr]).toEqual([0, expect.stringContaining('Passed'), expect.any(String)]);
    expect(stdout).toMatch(
      /^live 1 of 5: step in front of the camera and look at it\n {2}found live \(3 frames, score/m,
    );
    expect(stdout).toMatch(/^poster 2 of 2: hold up: poster.*\n {2}found to be an attack by passive \(3 frames/m);
    expect(stdout).toMatch(/^BPCER 0\.0 % \(0\.0 to 43\.4\), 0 of 5/m);
    expect(stdout).toMatch(/^print: APCER 0\.0 % \(0\.0 to 56\.2\), 0 of 3/m);
    const [line] = await recorded();
    expect(line).toMatch(
      /door=\S+ passed=true user=\d+ model=tiny-pad digest=[0-9a-f]{16} .*print\.shown=3 print\.live=0/,
    );
    expect((await folder.ostiary('audit', 'verify')).status).toBe(0);
  }, 180_000);

  it('is not passed where an attack is taken for live, and says why', async () => {
    terminal('red', 'red');
    const { status, stdout } = await drill('--live', '1', '--prints', '1');
    expect(status).toBe(65);
    expect(stdout).toMatch(/^print 1 of 1: .*\n {2}found live .*THIS ATTACK WOULD NOT BE NOTICED/m);
    expect(stdout).toMatch(/^Not passed[\s\S]*1 attacks were taken for live: print/m);
    expect((await recorded()).map((line) => /passed=\w+/.exec(line)?.[0])).toEqual(['passed=true', 'passed=false']);
  }, 120_000);

  it('records nothing when it is ended with Ctrl-C', async () => {
    terminal('red');
    const words = [join(root, 'dist/cli.js'), 'liveness', 'drill', '-c', folder.config];
    const child = spawn(process.execPath, words, { env: folder.env, stdio: ['pipe', 'pipe', 'ignore'] });
    const ended = new Promise<number | null>((done) => child.once('close', done));
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (/live 1 of 10/.test(text)) child.kill('SIGINT');
    });
    expect(await ended).toBe(130);
    expect(said).toContain('nothing is recorded');
    expect(await recorded()).toHaveLength(2);
  }, 60_000);

  it('records nothing where it cannot be done', async () => {
    const usage = await drill('--live', '0');
    expect([usage.status, usage.stderr]).toEqual([64, expect.stringContaining('drill.usage')]);
    terminal('red');
    writeFileSync(folder.config, readFileSync(folder.config, 'utf8').replace('level: strict', 'level: unchecked'));
    const unchecked = await drill();
    expect([unchecked.status, unchecked.stderr]).toEqual([65, expect.stringContaining('drill.unchecked')]);
    expect(await recorded()).toHaveLength(2);
  }, 60_000);
});
