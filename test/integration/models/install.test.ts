import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { needs } from '../../support/needs.js';
import { root, shared } from '../../support/places.js';
import { TestTerminal } from '../../support/terminal.js';

const source = 'models/embed/mfn_s8_112.tflite';

needs('sharedModels').describe('ostiary model add, list and bench', () => {
  const terminal = new TestTerminal();
  const work = mkdtempSync(join(tmpdir(), 'ostiary-models-'));
  const models = join(work, 'installed');
  const model = join(work, 'mine.tflite');
  const manifest = join(work, 'bundle.json');
  const { file: _, sha256, ...written } = JSON.parse(readFileSync(join(root, 'models/public-mfn/bundle.json'), 'utf8'));
  const write = (facts: object): void =>
    writeFileSync(manifest, JSON.stringify({ ...written, name: 'embedder-mine', ...facts }));
  const add = (...words: string[]) => terminal.ostiary('model', 'add', ...words, '--models', models);

  afterAll(() => {
    rmSync(work, { recursive: true, force: true });
    terminal.remove();
  });

  it('installs a bare model with its manifest, digest filled in, and only once', async () => {
    copyFileSync(join(shared, source), model);
    write({});
    const done = await add(model, '--manifest', manifest);
    expect(done.stderr).toBe('');
    expect(done.stdout).toMatch(/embedder-mine: embedder on xnnpack\S*, sha256 d721671430d4c7d5, installed in/);
    expect(readdirSync(models)).toEqual(['embedder-mine']);
    expect(JSON.parse(readFileSync(join(models, 'embedder-mine/bundle.json'), 'utf8'))).toMatchObject({
      file: 'mine.tflite',
      sha256,
    });
    const again = await add(model, '--manifest', manifest);
    expect([again.status, again.stderr]).toEqual([65, expect.stringContaining('bundle.installed')]);
    expect((await add(join(models, 'embedder-mine'), '--replace')).status).toBe(0);
    expect((await terminal.ostiary('model', 'list', '--models', models)).stdout).toMatch(
      /embedder-mine +1\.0\.0 +embedder +112x112 +1\.27 MB/,
    );
  });

  it.each([
    ['a manifest with another digest', { sha256: '0'.repeat(64) }, 'model.digest-mismatch'],
    ['a manifest that does not fit the model', { output: { dimension: 128 } }, 'model.output'],
    ['a manifest that is wrong', { thresholds: [] }, 'bundle.invalid'],
  ])('refuses %s, and leaves what was there', async (_what, facts, code) => {
    write({ name: 'embedder-wrong', ...facts });
    const refused = await add(model, '--manifest', manifest);
    expect([refused.status, refused.stderr]).toEqual([65, expect.stringContaining(code)]);
    expect(refused.stderr).toContain('remedy:');
    expect(readdirSync(models)).toEqual(['embedder-mine']);
  });

  it('refuses a model that was cut off, and a source that is none', async () => {
    const cut = join(work, 'cut.tflite');
    copyFileSync(model, cut);
    truncateSync(cut, 100_000);
    write({ name: 'embedder-mine' });
    expect((await add(cut, '--manifest', manifest, '--replace')).stderr).toMatch(/model\.(truncated|corrupt)/);
    expect((await add(model)).stderr).toContain('bundle.source');
    expect((await add('/nowhere')).stderr).toContain('bundle.source');
    expect((await add(join(root, 'models/public-mfn'))).stderr).toContain('bundle.source');
    expect(existsSync(join(models, 'embedder-mine/mine.tflite'))).toBe(true);
    expect(readdirSync(models)).toEqual(['embedder-mine']);
  });

  it('times bundles beside each other', async () => {
    const { stdout } = await terminal.ostiary('model', 'bench', join(models, 'embedder-mine'), '--runs', '2');
    expect(stdout).toMatch(
      /embedder-mine +xnnpack\S* +[\d.]+ +[\d.]+ +1\.00x\nembedder-mine +builtin +[\d.]+ +[\d.]+ +[\d.]+x/,
    );
  });
});
