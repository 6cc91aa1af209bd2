import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TerminalError } from '../../../src/base/errors.js';
import type { Detection } from '../../../src/vision/domain/face.js';
import { OpenModels } from '../../../src/vision/open-models.js';
import { openPad } from '../../../src/vision/open-pad.js';
import { installTinyPad, tinyPad, tinyPadModel } from '../../support/tiny-pad.js';
import { tinyModel } from './tflite/tiny-model.js';

const face = { box: { x: 10, y: 10, width: 40, height: 40 } } as Detection;
const picture = { width: 64, height: 64, order: 'rgb', data: new Uint8Array(64 * 64 * 3).fill(90) } as const;

describe('openPad', () => {
  let folder: string;
  let models: OpenModels;
  const said: string[] = [];
  const open = (place: string | undefined) => openPad(place, models, (_, message) => said.push(message));

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ostiary-pad-'));
    models = await OpenModels.with({ delegate: 'builtin', threads: 1 }, () => undefined);
    said.length = 0;
  });
  afterEach(() => {
    models.close();
    rmSync(folder, { recursive: true });
  });

  it('checks faces with the bundle, and states its thresholds', async () => {
    const pad = await open(installTinyPad(folder));
    expect(pad.facts).toEqual({ bonaFide: 1, attack: -1, frames: 3, eyes: false });
    expect(pad.check(picture, face)).toMatchObject({ kind: 'checked' });
    expect(pad.fault()).toBeUndefined();
    expect(models.facts()).toEqual([
      { name: 'tiny-pad', role: 'pad', digest: expect.stringMatching(/^[0-9a-f]{16}$/), delegate: 'builtin' },
    ]);
  });

  it('checks nothing where none is wanted, and calls that no fault', async () => {
    const pad = await open(undefined);
    expect(pad.check(picture, face)).toEqual({ kind: 'notChecked' });
    expect([pad.facts, pad.fault(), said]).toEqual([undefined, undefined, []]);
  });

  it.each<[string, string, () => string]>([
    ['is missing', 'bundle.missing', () => join(folder, 'nowhere')],
    ['has no model', 'bundle.model-missing', () => installTinyPad(folder, { file: 'other.tflite' })],
    ['has a damaged manifest', 'bundle.invalid', () => installTinyPad(folder, { thresholds: {} })],
    ['was replaced', 'model.digest-mismatch', () => installTinyPad(folder, { sha256: '0'.repeat(64) })],
    ['was cut off', 'model.truncated', () => installTinyPad(folder, {}, tinyPadModel().subarray(0, 300))],
    ['is no model', 'model.corrupt', () => installTinyPad(folder, {}, new Uint8Array(500))],
    [
      'needs an unknown operation',
      'model.unsupported-op',
      () => installTinyPad(folder, {}, tinyModel({ operation: 'custom' })),
    ],
    [
      'has another input',
      'model.wrong-shape',
      () => installTinyPad(folder, { input: { ...tinyPad().input, channels: 'rgb', type: 'uint8' } }),
    ],
    ['has another output', 'model.output', () => installTinyPad(folder, { output: { classes: ['live', 'attack'] } })],
    ['is an embedder', 'bundle.role', () => resolve('models/embedder-ostiary')],
  ])('checks nothing, and says why, when the bundle %s', async (_, code, place) => {
    const pad = await open(place());
    expect(pad.check(picture, face)).toEqual({ kind: 'notChecked' });
    expect(pad.facts).toBeUndefined();
    expect((pad.fault() as TerminalError).code).toBe(code);
    expect((pad.fault() as TerminalError).remedy).not.toBe('');
    expect(models.facts()).toEqual([]);
    expect(said).toEqual(['no usable passive liveness model']);
  });

  it('checks nothing when the model fails while it runs', async () => {
    const pad = await open(installTinyPad(folder));
    models.close();
    expect(pad.check(picture, face)).toEqual({ kind: 'notChecked' });
    expect((pad.fault() as TerminalError).code).toBe('model.closed');
    expect(said).toEqual(['the passive liveness model fails']);
  });

  it('survives a flipped bit in the file', async () => {
    const place = installTinyPad(folder);
    const bytes = tinyPadModel();
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
    writeFileSync(join(place, 'pad.tflite'), bytes);
    const pad = await open(place);
    expect((pad.fault() as TerminalError).code).toBe('model.digest-mismatch');
  });
});
