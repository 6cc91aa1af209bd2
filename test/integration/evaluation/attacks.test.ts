import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomOf } from '../../../src/base/random.js';
import { cast } from '../../../src/demo/cast.js';
import { render } from '../../../src/demo/drawing/picture.js';
import { inventShot } from '../../../src/demo/drawing/shot.js';
import { models } from '../../support/models.js';
import { needs } from '../../support/needs.js';
import { TestTerminal } from '../../support/terminal.js';
import { installTinyPad } from '../../support/tiny-pad.js';

/** For the tiny model, a red picture is bona fide, and a blue one an attack. */
const red = [1.1, 0.7, 0.7] as const;
const blue = [0.6, 0.6, 1.2] as const;
type Light = typeof red | typeof blue;

async function photograph(file: string, who: number, shot: number, light: Light): Promise<void> {
  const { person } = cast[who] as (typeof cast)[number];
  const { width, height, data } = render(person, inventShot(randomOf(person.seed, 2, shot), 256, 0.4));
  mkdirSync(dirname(file), { recursive: true });
  const picture = sharp(data, { raw: { width, height, channels: 3 } }).linear([...light], [0, 0, 0]);
  writeFileSync(file, await picture.jpeg({ quality: 95 }).toBuffer());
}

needs('models', 'build').describe('ostiary model evaluate --attacks, on drawn people in coloured light', () => {
  const terminal = new TestTerminal();
  const work = mkdtempSync(join(tmpdir(), 'ostiary-attacks-'));
  const set = join(work, 'set');
  const pad = installTinyPad(work);
  const evaluate = (...words: string[]) => terminal.ostiary('model', 'evaluate', ...words);

  beforeAll(async () => {
    for (let shot = 0; shot < 4; shot++) {
      await photograph(join(set, `live/one/${shot}.jpg`), 0, shot, red);
      await photograph(join(set, `print/one/${shot}.jpg`), 0, shot, blue);
      // The first two frames of somebody whose pad the model takes for a face.
      if (shot < 2) await photograph(join(set, `tablet/short/${shot}.jpg`), 1, shot, red);
    }
    await photograph(join(set, 'live/single.jpg'), 1, 0, red);
    await photograph(join(set, 'print/single.jpg'), 1, 0, blue);
    writeFileSync(join(set, 'print/one/00.jpg'), 'no picture');
    mkdirSync(join(set, 'tablet/dark'));
    writeFileSync(
      join(set, 'tablet/dark/1.jpg'),
      await sharp({ create: { width: 320, height: 240, channels: 3, background: '#111' } })
        .jpeg()
        .toBuffer(),
    );
  }, 120_000);
  afterAll(() => {
    rmSync(work, { recursive: true, force: true });
    terminal.remove();
  });

  it('reports the rates by species, and what could not be judged', async () => {
    const svg = join(work, 'det.svg');
    const { status, stdout } = await evaluate(pad, '--attacks', set, '--svg', svg);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^tiny-pad, faces by \S+: 2 bona fide presentations, 4 attacks of 2 species\n/);
    expect(stdout).toMatch(/^BPCER 0\.0 % .* 0 of 2$/m);
    expect(stdout).toMatch(/^ +print +0\.0 % \(0\.0 to 65\.8\), 0 of 2 /m);
    expect(stdout).toMatch(/^ +tablet +100\.0 % \(20\.7 to 100\.0\), 1 of 1 .*50\.0 % .* 1 of 2$/m);
    expect(stdout).toMatch(/^Worst species: tablet/m);
    expect(stdout).toMatch(/^3 presentations have fewer good frames/m);
    expect(stdout).toMatch(/^Cannot read 1 pictures: \S+print\/one\/00\.jpg$/m);
    expect(stdout).toMatch(/^No usable face in tablet\/dark$/m);
    expect(readFileSync(svg, 'utf8')).toMatch(/^<svg[\s\S]*tablet[\s\S]*<\/svg>\n$/);
  }, 120_000);

  it('prints JSON, and writes the report into the card of a bundle', async () => {
    const bundle = join(work, 'card');
    cpSync(pad, bundle, { recursive: true });
    const { stdout } = await evaluate(bundle, '--attacks', set, '--json', '--card');
    expect(JSON.parse(stdout)).toMatchObject({ worst: 'tablet', bonaFide: { notLive: { hits: 0, of: 2 } } });
    const card = readFileSync(join(bundle, 'CARD.md'), 'utf8');
    expect(card).toMatch(/On set, on the terminal's own runtime:\n\n```text\ntiny-pad, faces by /);
  }, 120_000);

  it('says what is wrong, where, and what to do', async () => {
    const usage = await evaluate(pad, '--attacks', set, '--people', set);
    expect([usage.status, usage.stderr]).toEqual([64, expect.stringContaining('evaluate.usage')]);
    const lifeless = await evaluate(pad, '--attacks', join(set, 'print'));
    expect([lifeless.status, lifeless.stderr]).toEqual([65, expect.stringMatching(/no sub-folder live[\s\S]*remedy/)]);
    const embedder = await evaluate(models?.embedder as string, '--attacks', set);
    expect([embedder.status, embedder.stderr]).toEqual([65, expect.stringContaining('bundle.role')]);
    const nowhere = await evaluate(pad, '--attacks', set, '--detector', join(work, 'nowhere'));
    expect([nowhere.status, nowhere.stderr]).toEqual([65, expect.stringContaining('bundle.missing')]);
  }, 60_000);
});
