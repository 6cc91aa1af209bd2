/** Similarities of one kind of comparison, sorted, for rates at any threshold. */
export class Scores {
  readonly #sorted: Float32Array;

  constructor(values: Float32Array) {
    this.#sorted = values.toSorted();
  }

  get count(): number {
    return this.#sorted.length;
  }

  /** How many are at or above `threshold`. */
  countFrom(threshold: number): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] as number) < threshold) low = middle + 1;
      else high = middle;
    }
    return this.#sorted.length - low;
  }

  /** Share at or above `threshold`; NaN of none. */
  shareFrom(threshold: number): number {
    return this.countFrom(threshold) / this.count;
  }

  /** The lowest threshold that at most `share` of the scores reach; above every score if none may. */
  thresholdFor(share: number): number {
    const first = this.count - Math.floor(share * this.count + 1e-9) - 1;
    const reached = this.#sorted[first];
    return reached === undefined ? -1 : nextAbove(reached);
  }

  quantile(share: number): number {
    return this.#sorted[Math.min(this.count - 1, Math.floor(share * this.count))] as number;
  }
}

/** The next number above `value` that a 32-bit similarity can be. */
function nextAbove(value: number): number {
  const float = Float32Array.of(value);
  const bits = new Int32Array(float.buffer);
  // Of a float32's bits, as an integer, the magnitude grows away from zero on both sides. -0 is 0.
  if (value === 0) bits[0] = 1;
  else bits[0] = (bits[0] as number) + (value > 0 ? 1 : -1);
  return float[0] as number;
}
