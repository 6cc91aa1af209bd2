import type { Tensor, TensorData } from '../../../src/vision/tflite/model.js';

const types = new Map<unknown, Tensor['type']>([
  [Float32Array, 'float32'],
  [Int8Array, 'int8'],
  [Uint8Array, 'uint8'],
  [Int32Array, 'int32'],
]);

/** A tensor of its own memory. */
export function tensor(shape: readonly number[], data: TensorData, scale = 0, zeroPoint = 0): Tensor {
  const type = types.get(data.constructor) ?? 'float32';
  return { name: 'synthetic', type, shape, scale, zeroPoint, data };
}
