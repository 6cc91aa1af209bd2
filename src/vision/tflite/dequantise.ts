import type { Tensor } from './model.js';

/**
 * The tensor's real values: its own memory for float32 (no copy, valid until the next invoke), else written to `into`.
 * @param into at least as long as the tensor's data.
 */
export function realValues({ type, data, scale, zeroPoint }: Tensor, into: Float32Array): Float32Array {
  if (type === 'float32') return data as Float32Array;
  const step = scale || 1;
  for (let i = 0; i < data.length; i++) into[i] = ((data[i] as number) - zeroPoint) * step;
  return into.subarray(0, data.length);
}
