import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBundle } from '../../src/models/bundle.js';
import type { PadBundle } from '../../src/models/domain/model-bundle.js';
import type { Detection } from '../../src/vision/domain/face.js';
import { CutOut } from '../../src/vision/imaging/cut-out.js';
import type { Image } from '../../src/vision/imaging/image.js';
import { squareOf } from '../../src/vision/liveness/look.js';
import { createPad } from '../../src/vision/liveness/pad-model.js';
import { loadModel } from '../../src/vision/tflite/load-model.js';
import { loadRuntime } from '../../src/vision/tflite/runtime.js';

const folder = 'models/pad-ostiary';

/** What training recorded for boxes in a picture that both draw by a formula (models/train/src/ostiary_train/pad/golden.py). */
interface Golden {
  readonly model: string;
  readonly picture: { readonly width: number; readonly height: number };
  /** The record is TensorFlow's, the runtime here is the daemon's: their int8 kernels may round differently. */
  readonly tolerance: number;
  readonly cases: readonly {
    /** x, y, width, height. */
    readonly box: readonly [number, number, number, number];
    /** SHA-256 of the looks before normalisation: [height][width][3], RGB. */
    readonly inputSha256: string;
    readonly score: number;
  }[];
}

/** The picture of the record. */
function drawn({ width, height }: Golden['picture']): Image {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isCell = (Math.floor(x / 16) + Math.floor(y / 16)) % 2 === 0;
      data[at++] = (3 * x + 5 * y) % 256;
      data[at++] = Math.floor((x * y) / 64) % 256;
      data[at++] = isCell ? 255 : (7 * x + y) % 128;
    }
  }
  return { width, height, order: 'rgb', data };
}

const shipped = existsSync(`${folder}/bundle.json`);
const title = 'golden: the shipped passive liveness model';
describe.skipIf(!shipped)(shipped ? title : `${title} (none in ${folder})`, () => {
  const open = async () => {
    const { bundle, bytes } = await readBundle(folder);
    const golden = JSON.parse(readFileSync(`${folder}/golden.json`, 'utf8')) as Golden;
    return { bundle: bundle as PadBundle, bytes, golden, image: drawn(golden.picture) };
  };

  it('sees what training saw, bit for bit', async () => {
    const { bundle, golden, image } = await open();
    const { width } = bundle.input;
    const size = width * width * 3;
    const cut = new CutOut(
      width,
      'rgb',
      Uint8Array.from({ length: 256 }, (_, i) => i),
    );
    for (const { box, inputSha256 } of golden.cases) {
      const pixels = new Uint8Array(bundle.looks.length * size);
      for (const [i, look] of bundle.looks.entries()) cut.write(image, squareOf(look, boxOf(box)), pixels, i * size);
      expect(createHash('sha256').update(pixels).digest('hex'), `${box}`).toBe(inputSha256);
    }
  });

  it('gives the scores that training recorded', async () => {
    const { bundle, bytes, golden, image } = await open();
    const { name, sha256 } = bundle;
    expect(golden.model).toBe(sha256);
    const runtime = loadRuntime();
    const model = loadModel(bytes, { runtime, name, sha256, threads: 1, delegate: 'xnnpack', log: () => undefined });
    const { check } = createPad(bundle, model);
    const found = golden.cases.map(({ box }) => check(image, { box: boxOf(box) } as Detection));
    model.close();
    expect(golden.cases.length).toBeGreaterThan(0);
    for (const [i, { box, score }] of golden.cases.entries()) {
      const seen = found[i];
      if (seen?.kind !== 'checked') throw new Error(`${box} was not checked`);
      expect(Math.abs(seen.score - score), `${box}`).toBeLessThan(golden.tolerance);
    }
  });
});

const boxOf = ([x, y, width, height]: readonly [number, number, number, number]) => ({ x, y, width, height });
