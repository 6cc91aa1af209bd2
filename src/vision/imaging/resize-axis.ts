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
  const count = tapsOf(source, length);
  const axis = { length, count, starts: new Int32Array(length), weights: new Int32Array(length * count) };
  fillAxis(source, axis);
  return axis;
}

/** Source pixels that make one target pixel, at most. */
export function tapsOf(source: number, length: number): number {
  const step = source / length;
  return Math.min(source, step >= 1 ? (Number.isInteger(step) ? step : Math.floor(step) + 2) : 2);
}

/** Overwrites starts and weights of an axis of `tapsOf(source, length)` taps; allocates nothing. */
export function fillAxis(source: number, { length, count, starts, weights }: Axis): void {
  const step = source / length;
  weights.fill(0, 0, length * count);
  for (let i = 0; i < length; i++) {
    const from = step >= 1 ? Math.floor(i * step + 1e-9) : Math.floor((i + 0.5) * step - 0.5);
    const start = Math.max(0, Math.min(from, source - count));
    starts[i] = start;
    const row = i * count;
    const add = (pixel: number, share: number): void => {
      // Beyond either edge the edge pixel is repeated.
      const tap = row + Math.min(count - 1, Math.max(0, Math.min(source - 1, pixel) - start));
      weights[tap] = (weights[tap] as number) + Math.round(share * one);
    };
    if (step >= 1) shareArea(i * step, i * step + step, from, step, add);
    else shareLine((i + 0.5) * step - 0.5, from, add);
    settle(weights, row, row + count);
  }
}

type Add = (pixel: number, share: number) => void;

function shareArea(begin: number, end: number, from: number, step: number, add: Add): void {
  for (let pixel = from; pixel < end - 1e-9; pixel++) {
    add(pixel, (Math.min(pixel + 1, end) - Math.max(pixel, begin)) / step);
  }
}

function shareLine(centre: number, from: number, add: Add): void {
  add(from, 1 - (centre - from));
  add(from + 1, centre - from);
}

/** Adds the rounding error to the heaviest tap, so that a uniform area keeps its exact value. */
function settle(weights: Int32Array, from: number, to: number): void {
  let sum = 0;
  let heaviest = from;
  for (let tap = from; tap < to; tap++) {
    const weight = weights[tap] as number;
    sum += weight;
    if (weight > (weights[heaviest] as number)) heaviest = tap;
  }
  weights[heaviest] = (weights[heaviest] as number) + one - sum;
}
