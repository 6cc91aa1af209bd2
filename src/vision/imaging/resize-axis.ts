/** Weights are 12-bit fixed point, so that two passes over 8-bit pixels fit into 32 bits and give the same result on every machine. */
export const weightBits = 12;
const one = 1 << weightBits;

/** Which source pixels make each target pixel along one axis: `count` neighbours from `starts[i]`, weights summing to 4096. */
export interface Axis {
  readonly length: number;
  readonly count: number;
  /** [length] */
  readonly starts: Int32Array;
  /** [length][count] */
  readonly weights: Int32Array;
}

/**
 * Resampling of `source` pixels to `length`: the mean over the covered area when shrinking (no aliasing), linear between
 * pixel centres when growing.
 */
export function resampleAxis(source: number, length: number): Axis {
  const step = source / length;
  const taps = step >= 1 ? areaTaps(step) : linearTaps(step);
  const count = Math.min(source, step >= 1 ? (Number.isInteger(step) ? step : Math.floor(step) + 2) : 2);
  const starts = new Int32Array(length);
  const weights = new Int32Array(length * count);
  for (let i = 0; i < length; i++) {
    const { from, shares } = taps(i);
    const start = Math.max(0, Math.min(from, source - count));
    starts[i] = start;
    const row = weights.subarray(i * count, (i + 1) * count);
    // Beyond either edge the edge pixel is repeated.
    shares.forEach((share, k) => {
      const tap = Math.min(count - 1, Math.max(0, Math.min(source - 1, from + k) - start));
      row[tap] = (row[tap] as number) + Math.round(share * one);
    });
    settle(row);
  }
  return { length, count, starts, weights };
}

interface Taps {
  readonly from: number;
  /** Non-negative, summing to 1. */
  readonly shares: readonly number[];
}

function areaTaps(step: number): (i: number) => Taps {
  return (i) => {
    const begin = i * step;
    const end = begin + step;
    const from = Math.floor(begin + 1e-9);
    const shares: number[] = [];
    for (let pixel = from; pixel < end - 1e-9; pixel++) {
      shares.push((Math.min(pixel + 1, end) - Math.max(pixel, begin)) / step);
    }
    return { from, shares };
  };
}

function linearTaps(step: number): (i: number) => Taps {
  return (i) => {
    const centre = (i + 0.5) * step - 0.5;
    const from = Math.floor(centre);
    return { from, shares: [1 - (centre - from), centre - from] };
  };
}

/** Adds the rounding error to the heaviest tap, so that a uniform area keeps its exact value. */
function settle(row: Int32Array): void {
  let sum = 0;
  let heaviest = 0;
  row.forEach((weight, k) => {
    sum += weight;
    if (weight > (row[heaviest] as number)) heaviest = k;
  });
  row[heaviest] = (row[heaviest] as number) + one - sum;
}
