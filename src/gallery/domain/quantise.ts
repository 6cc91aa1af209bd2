export interface Quantized {
  /** Value of one step. */
  readonly scale: number;
  /** Euclidean distance between the vector and its quantised form. */
  readonly error: number;
  /** Euclidean length of the vector. */
  readonly norm: number;
}

/** Writes `values` in steps of their largest magnitude / 127 to the start of `target`; leaves the rest unchanged. */
export function quantize(values: Float32Array, target: Int8Array | Int16Array): Quantized {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i] as number));
  const scale = largest / 127;
  const steps = largest > 0 ? 127 / largest : 0;
  let error = 0;
  let norm = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const step = Math.round(value * steps);
    target[i] = step;
    error += (value - step * scale) ** 2;
    norm += value ** 2;
  }
  return { scale, error: Math.sqrt(error), norm: Math.sqrt(norm) };
}
