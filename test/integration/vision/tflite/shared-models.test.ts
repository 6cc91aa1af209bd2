import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadModel } from '../../../../src/vision/tflite/load-model.js';
import { loadRuntime } from '../../../../src/vision/tflite/runtime.js';
import { needs } from '../../../support/needs.js';
import { shared } from '../../../support/places.js';
import { sha256 } from '../../../unit/vision/tflite/tiny-model.js';

const models = join(shared, 'models');

function load(file: string, delegate: 'xnnpack' | 'builtin') {
  const bytes = readFileSync(join(models, file));
  return loadModel(bytes, {
    runtime: loadRuntime(),
    name: file,
    sha256: sha256(bytes),
    threads: 1,
    delegate,
    log: () => {},
  });
}

needs('sharedModels').describe('models from the field', () => {
  it.each([
    ['detect/yunet_s_320_int8.tflite', 'uint8', [1, 320, 320, 3], 12],
    ['embed/mbf_s8_112.tflite', 'int8', [1, 112, 112, 3], 1],
    ['detect/face_detection_short_range.tflite', 'float32', [1, 128, 128, 3], 2],
  ] as const)('%s says the same on XNNPACK as on the built-in kernels', (file, type, shape, outputs) => {
    const [fast, plain] = [load(file, 'xnnpack'), load(file, 'builtin')];
    expect(fast.delegate).toMatch(/^xnnpack/);
    expect(fast.inputs[0]).toMatchObject({ type, shape });
    expect(fast.outputs).toHaveLength(outputs);
    for (const model of [fast, plain]) {
      const data = model.inputs[0]?.data ?? new Int8Array();
      for (let i = 0; i < data.length; i++) data[i] = type === 'float32' ? Math.sin(i / 50) : ((i * 7) >> 3) % 120;
      model.invoke();
    }
    for (const [i, output] of fast.outputs.entries()) {
      const other = plain.outputs[i]?.data ?? new Int8Array();
      // Rounding differs between the kernels; noise, unlike a face, makes an embedder amplify that.
      expect(cosine(output.data, other), output.name).toBeGreaterThan(0.95);
    }
    fast.close();
    plain.close();
  });

  it('refuses a batch where the graph fixes its shape, and goes on', () => {
    const model = load('embed/mbf_s8_112.tflite', 'xnnpack');
    expect(() => model.resizeBatch(2)).toThrow(expect.objectContaining({ code: 'model.batch' }));
    model.invoke();
    model.close();
  });

  it('names the accelerator that a model was compiled for', () => {
    const file = 'detect/face-detector-quantized_edgetpu.tflite';
    expect(() => load(file, 'xnnpack')).toThrow(
      expect.objectContaining({ code: 'model.unsupported-op', message: expect.stringContaining('Edge TPU') }),
    );
  });
});

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? 0, b[i] ?? 0];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa === 0 && bb === 0 ? 1 : ab / Math.sqrt(aa * bb);
}
