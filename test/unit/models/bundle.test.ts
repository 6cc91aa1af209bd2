import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelError } from '../../../src/base/errors.js';
import { readBundle } from '../../../src/models/bundle.js';
import { parseBundle } from '../../../src/models/bundle-schema.js';
import { tinyPad } from '../../support/tiny-pad.js';

const model = Buffer.from('not really a model');
const embedder = {
  name: 'test-embedder',
  version: '1.0.0',
  role: 'embedder',
  file: 'model.tflite',
  sha256: createHash('sha256').update(model).digest('hex'),
  licence: 'MIT',
  source: 'a test',
  input: { width: 112, height: 112, channels: 'rgb', type: 'int8', mean: 127.5, scale: 127.5, layout: 'nhwc' },
  output: { dimension: 512 },
  preprocessing: 'a1',
  thresholds: [{ similarity: 0.4, fmr: 1e-6, measuredOn: 'nothing' }],
  defaultMinSimilarity: 0.4,
};

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ostiary-bundle-'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = (bundle: object) => writeFile(join(folder, 'bundle.json'), JSON.stringify(bundle));
const faultOf = async (shared?: string) => {
  const error = await readBundle(folder, shared).catch((fault: unknown) => fault);
  expect(error).toBeInstanceOf(ModelError);
  return error as ModelError;
};

describe('readBundle', () => {
  it('gives the bundle and the bytes of the model beside it', async () => {
    await write(embedder);
    await writeFile(join(folder, 'model.tflite'), model);
    const { bundle, bytes } = await readBundle(folder);
    expect(bundle).toEqual(embedder);
    expect(bytes).toEqual(model);
  });

  it('finds a public model in the shared folder', async () => {
    await write({ ...embedder, file: '$OSTIARY_SHARED/public.tflite' });
    await writeFile(join(folder, 'public.tflite'), model);
    expect((await readBundle(folder, folder)).bytes).toEqual(model);
    expect((await faultOf('/nowhere')).remedy).toContain('OSTIARY_SHARED');
  });

  it('names what is missing', async () => {
    expect((await faultOf()).code).toBe('bundle.missing');
    await write(embedder);
    expect((await faultOf()).code).toBe('bundle.model-missing');
  });

  it('refuses a model of another digest', async () => {
    await write(embedder);
    await writeFile(join(folder, 'model.tflite'), 'another model');
    const fault = await faultOf();
    expect(fault.code).toBe('model.digest-mismatch');
    expect(fault.context).toMatchObject({ expected: embedder.sha256 });
  });
});

describe('parseBundle', () => {
  const faultsIn = (bundle: unknown): string => {
    try {
      parseBundle(typeof bundle === 'string' ? bundle : JSON.stringify(bundle), 'bundle.json');
      return '';
    } catch (error) {
      expect(error).toMatchObject({ code: 'bundle.invalid' });
      return (error as Error).message;
    }
  };

  it('names every fault with its path at once', () => {
    const message = faultsIn({
      ...embedder,
      sha256: 'abc',
      input: { ...embedder.input, channels: 'grey', scale: 0 },
      output: { dimension: 1 },
      extra: true,
    });
    for (const path of ['sha256', 'input.channels', 'input.scale', 'output.dimension', 'extra'])
      expect(message).toContain(path);
  });

  it.each(['../model.tflite', '/etc/passwd', 'a/b.tflite', '$OSTIARY_SHARED/../x', '$OSTIARY_SHARED', '.hidden', ''])(
    'refuses a model file outside the folder: %s',
    (file) => expect(faultsIn({ ...embedder, file })).toContain('file'),
  );

  const detector = {
    ...embedder,
    role: 'detector',
    output: { decoder: 'yunet', strides: [8, 16, 48], minConfidence: 0.6, nmsOverlap: 0.3 },
    preprocessing: undefined,
    thresholds: undefined,
    defaultMinSimilarity: undefined,
  };
  it.each([
    ['is not JSON', '{'],
    ['expected object', 'null'],
    ['role', { ...embedder, role: 'oracle' }],
    ['defaultMinSimilarity', { ...embedder, defaultMinSimilarity: 0.3 }],
    ['thresholds.0.gallerySize', { ...embedder, thresholds: [{ similarity: 0.4, fpir: 0.001, measuredOn: 'x' }] }],
    ['stride 48 does not divide', detector],
    ['output.decoder', { ...detector, output: { ...detector.output, decoder: 'retina' } }],
  ])('says %s', (text, bundle) => {
    expect(faultsIn(bundle)).toContain(text);
  });

  const pad = tinyPad();
  it.each<[string, object]>([
    ['looks: 2 looks of 16x16 do not fill 16x64', { input: { ...pad.input, height: 64 } }],
    ['looks: 1 looks', { looks: [{ side: 2 }] }],
    ['looks.0.side', { looks: [{ side: 0.5 }, { side: 4 }] }],
    ['thresholds.attack: is above thresholds.bonaFide (1)', { thresholds: { ...pad.thresholds, attack: 2 } }],
    ['thresholds.bonaFide', { thresholds: { ...pad.thresholds, bonaFide: 9 } }],
    ['thresholds.frames', { thresholds: { ...pad.thresholds, frames: 0 } }],
    ['output.classes.0', { output: { classes: ['print', 'live'] } }],
    ['output.classes', { output: { classes: ['live'] } }],
    ['output.eyes.scale', { output: { ...pad.output, eyes: { offset: 0, scale: 0 } } }],
  ])('says of a passive liveness model: %s', (text, changes) => {
    expect(faultsIn(pad)).toBe('');
    expect(faultsIn({ ...pad, ...changes })).toContain(text);
  });

  it('accepts every bundle that comes with Ostiary', async () => {
    const entries = await readdir('models', { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory() && entry.name !== 'train').map((entry) => entry.name);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      expect(parseBundle(await readFile(`models/${name}/bundle.json`, 'utf8'), name).name).toBe(name);
    }
  });
});
