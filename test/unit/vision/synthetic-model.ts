import { ModelError } from '../../../src/base/errors.js';
import type { Model, Tensor } from '../../../src/vision/tflite/model.js';
import { tensor } from './tensors.js';

export interface SyntheticEmbedder extends Model {
  /** Batch of each invoke so far. */
  readonly invoked: readonly number[];
}

/** An embedder without weights: each embedding begins with the crop's first pixel. */
export function syntheticEmbedder(options: { readonly resizable: boolean }): SyntheticEmbedder {
  const invoked: number[] = [];
  let inputs = inputsOf(1);
  let outputs = outputsOf(1);
  return {
    get inputs() {
      return inputs;
    },
    get outputs() {
      return outputs;
    },
    invoked,
    delegate: 'builtin',
    invoke() {
      const batch = inputs[0]?.shape[0] ?? 0;
      invoked.push(batch);
      for (let i = 0; i < batch; i++) {
        for (let k = 0; k < 3; k++) {
          (outputs[0] as Tensor).data[i * 8 + k] = inputs[0]?.data[i * 112 * 112 * 3 + k] ?? 0;
        }
      }
    },
    resizeBatch(count) {
      if (!options.resizable) throw new ModelError('model.batch', 'fixed', { remedy: 'None.' });
      inputs = inputsOf(count);
      outputs = outputsOf(count);
    },
    close() {},
  };
}

const inputsOf = (batch: number): readonly Tensor[] => [
  tensor([batch, 112, 112, 3], new Int8Array(batch * 112 * 112 * 3), 1 / 64),
];
const outputsOf = (batch: number): readonly Tensor[] => [tensor([batch, 8], new Int8Array(batch * 8), 1 / 32)];
