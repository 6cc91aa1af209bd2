import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBundle } from '../../src/models/bundle.js';
import type { PadBundle } from '../../src/models/domain/model-bundle.js';
import type { Detection } from '../../src/vision/domain/face.js';
import { CutOut } from '../../src/vision/imaging/cut-out.js';
import { squareOf } from '../../src/vision/liveness/look.js';
import { createPad } from '../../src/vision/liveness/pad-model.js';
import { loadModel } from '../../src/vision/tflite/load-model.js';
import { loadRuntime } from '../../src/vision/tflite/runtime.js';
import { drawnFace } from './drawn-face.js';

const folder = 'models/pad-ostiary';
/** The record is TensorFlow's, the runtime here is the daemon's: their int8 kernels may round differently. */
const tolerance = { score: 0.5, eyesOpen: 0.1 };

/** What training recorded for faces in the drawn picture. */
interface Golden {
  readonly cases: readonly {
    /** x, y, width, height. */
    readonly box: readonly [number, number, number, number];
    /** SHA-256 of the looks before normalisation: [height][width][3], RGB. */
    readonly looks: string;
    readonly score: number;
    readonly eyesOpen?: number;
  }[];
}

const shipped = existsSync(`${folder}/bundle.json`);
const title = 'golden: the shipped passive liveness model';
describe.skipIf(!shipped)(shipped ? title : `${title} (none in ${folder})`, () => {
  const open = async () => {
    const { bundle, bytes } = await readBundle(folder);
    const golden = JSON.parse(readFileSync(`${folder}/golden.json`, 'utf8')) as Golden;
    return { bundle: bundle as PadBundle, bytes, cases: golden.cases };
  };

  it('sees what training saw, bit for bit', async () => {
    const { bundle, cases } = await open();
    const { width } = bundle.input;
    const size = width * width * 3;
    const cut = new CutOut(
      width,
      'rgb',
      Uint8Array.from({ length: 256 }, (_, i) => i),
    );
    for (const { box, looks } of cases) {
      const pixels = new Uint8Array(bundle.looks.length * size);
      for (const [i, look] of bundle.looks.entries())
        cut.write(drawnFace(), squareOf(look, boxOf(box)), pixels, i * size);
      expect(createHash('sha256').update(pixels).digest('hex'), `${box}`).toBe(looks);
    }
  });

  it('gives the scores that training recorded', async () => {
    const { bundle, bytes, cases } = await open();
    const { name, sha256 } = bundle;
    const runtime = loadRuntime();
    const model = loadModel(bytes, { runtime, name, sha256, threads: 1, delegate: 'xnnpack', log: () => undefined });
    const { check } = createPad(bundle, model);
    const found = cases.map(({ box }) => check(drawnFace(), { box: boxOf(box) } as Detection));
    model.close();
    expect(cases.length).toBeGreaterThan(0);
    for (const [i, { box, score, eyesOpen }] of cases.entries()) {
      const seen = found[i];
      if (seen?.kind !== 'checked') throw new Error(`${box} was not checked`);
      expect(Math.abs(seen.score - score), `${box}`).toBeLessThan(tolerance.score);
      expect(seen.eyesOpen === undefined).toBe(eyesOpen === undefined);
      expect(Math.abs((seen.eyesOpen ?? 0) - (eyesOpen ?? 0)), `${box}`).toBeLessThan(tolerance.eyesOpen);
    }
  });
});

const boxOf = ([x, y, width, height]: readonly [number, number, number, number]) => ({ x, y, width, height });
