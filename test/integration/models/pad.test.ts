import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { needs } from '../../support/needs.js';
import { TestTerminal } from '../../support/terminal.js';
import { installTinyPad, tinyPad } from '../../support/tiny-pad.js';

needs('build').describe('ostiary model, given a passive liveness model', () => {
  const terminal = new TestTerminal();
  const work = mkdtempSync(join(tmpdir(), 'ostiary-pad-'));
  const models = join(work, 'installed');
  const source = installTinyPad(work);
  const model = (...words: string[]) => terminal.ostiary('model', ...words);
  afterAll(() => {
    rmSync(work, { recursive: true, force: true });
    terminal.remove();
  });

  it('verifies and installs it, and lists its thresholds', async () => {
    expect((await model('verify', source)).stdout).toMatch(/^tiny-pad: ok, pad, [\d.]+ ms on /);
    const added = await model('add', source, '--models', models);
    expect([added.stderr, added.stdout]).toEqual(['', expect.stringMatching(/To use it, set models\.pad: \S+\n$/)]);
    expect((await model('list', '--models', models)).stdout).toMatch(
      /tiny-pad +1 +pad +16x32 .* bona fide from 1, attack below -1, mean of 3 frames\n/,
    );
  });

  it('times it', async () => {
    expect((await model('bench', source, '--runs', '2')).stdout).toMatch(/tiny-pad +builtin +[\d.]+ +[\d.]+/);
  });

  it.each([
    ['another output', { output: { classes: ['live', 'attack'] } }, 'model.output'],
    ['another input', { input: { ...tinyPad().input, type: 'uint8' } }, 'model.wrong-shape'],
    ['another digest', { sha256: '0'.repeat(64) }, 'model.digest-mismatch'],
  ])('refuses one of %s', async (_, changes, code) => {
    const wrong = installTinyPad(mkdtempSync(join(work, 'wrong-')), changes);
    for (const words of [
      ['verify', wrong],
      ['add', wrong, '--models', models, '--replace'],
    ]) {
      const refused = await model(...words);
      expect([refused.status, refused.stderr]).toEqual([65, expect.stringContaining(code)]);
    }
  });

  it('does not measure it on people, and says how to measure it', async () => {
    const { status, stderr } = await model('evaluate', source, '--people', work);
    expect([status, stderr]).toEqual([65, expect.stringMatching(/bundle\.not-embedder.*--attacks/s)]);
  });
});
