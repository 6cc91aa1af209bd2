import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoModels } from '../../../src/demo/models.js';
import type { ModelBundle } from '../../../src/models/domain/model-bundle.js';
import { tinyPad } from '../../support/tiny-pad.js';

type Role = ModelBundle['role'];
const bytes = Buffer.from('a model');
const sha256 = createHash('sha256').update(bytes).digest('hex');

const manifestOf = (role: Role): object => {
  if (role === 'pad') return tinyPad();
  const name = role === 'detector' ? 'public-yunet-s' : 'public-mbf';
  return JSON.parse(readFileSync(resolve('models', name, 'bundle.json'), 'utf8'));
};

describe('the bundles of the demo', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ostiary-bundles-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function install(role: Role, name: string, facts: object = {}): string {
    const written = manifestOf(role);
    mkdirSync(join(folder, name));
    writeFileSync(
      join(folder, name, 'bundle.json'),
      JSON.stringify({ ...written, name, file: 'm.tflite', sha256, ...facts }),
    );
    writeFileSync(join(folder, name, 'm.tflite'), bytes);
    return join(folder, name);
  }

  it('are the configured ones, and ours in the place of what is not here', async () => {
    const ours = { detector: install('detector', 'detector-a'), embedder: install('embedder', 'embedder-a') };
    install('embedder', 'embedder-b');
    const configured = { detector: install('detector', 'public-d'), embedder: install('embedder', 'public-e') };
    expect(await demoModels(folder, configured)).toEqual(configured);
    rmSync(join(configured.embedder, 'm.tflite'));
    expect(await demoModels(folder, configured)).toEqual({ ...configured, embedder: ours.embedder });
    const nowhere = { detector: join(folder, 'nowhere'), embedder: join(folder, 'nowhere') };
    expect(await demoModels(folder, nowhere)).toEqual(ours);
  });

  it('are missed by role, with what to do', async () => {
    const public_ = { file: '$OSTIARY_SHARED/nowhere/m.tflite' };
    const configured = {
      detector: install('detector', 'public-d'),
      embedder: install('embedder', 'public-e', public_),
    };
    await expect(demoModels(folder, configured)).rejects.toMatchObject({
      code: 'demo.no-models',
      message: expect.stringContaining('this version ships no embedder'),
      remedy: expect.stringContaining('OSTIARY_SHARED'),
    });
  });

  it('have a passive liveness model, or say that there is none', async () => {
    const configured = { detector: install('detector', 'public-d'), pad: join(folder, 'nowhere') };
    await expect(demoModels(folder, configured)).rejects.toMatchObject({
      code: 'demo.no-models',
      message: expect.stringContaining('this version ships no pad'),
      remedy: expect.stringContaining('pad-NAME'),
    });
    const ours = install('pad', 'pad-a');
    expect(await demoModels(folder, configured)).toEqual({ ...configured, pad: ours });
  });

  it.each(['public-d', 'detector-a'])('are refused when %s is damaged, and not replaced by others', async (name) => {
    const configured = { detector: join(folder, 'public-d'), embedder: install('embedder', 'public-e') };
    install('detector', name, { sha256: '0'.repeat(64) });
    install('detector', 'detector-b');
    await expect(demoModels(folder, configured)).rejects.toMatchObject({ code: 'model.digest-mismatch' });
  });
});
