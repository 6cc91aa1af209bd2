import { kernel } from '../../base/kernel.js';
import { pixels } from './pixels.wasm.js';

/**
 * The inner loops over pixels, of three bytes each, as WebAssembly SIMD (pixels.wat): several times the speed of the same in JavaScript.
 * Addresses and strides are bytes. All read up to 16 bytes past their last pixel and write up to 4 bytes past their last target (`add`: 12).
 */
interface PixelFunctions {
  /** Means of 2×2 blocks, halves rounded up: `rows` rows of `groups` times four blocks. */
  readonly halve: (
    ...[source, stride, target, targetStride, groups, rows]: [number, number, number, number, number, number]
  ) => void;
  /** Table entries of one or of four bytes for the pixels from `source` to `end`, their first and last channel `first` and `last` bytes on. */
  readonly translate1: Translate;
  readonly translate4: Translate;
  /**
   * One row of bilinear samples with 8-bit fractions at (x, y), (x + dx, y + dy), … into `target` up to `end`. Samples outside
   * 0 ≤ x < right, 0 ≤ y < bottom are left as they were.
   */
  readonly sample: (
    ...[source, stride, target, end, right, bottom, x, y, dx, dy]: [
      ...[number, number, number, number],
      ...[number, number, number, number, number, number],
    ]
  ) => void;
  /**
   * One resampled row. Each target pixel is the sum of `fours` times four neighbouring pixels, by 16-bit weights one after the other, plus
   * `half`, shifted right by `shift`: three 32-bit numbers. `starts` up to `end` holds where each begins, in bytes from `source`.
   */
  readonly weigh: (
    ...[source, starts, end, weights, fours, target, half, shift]: [
      ...[number, number, number, number],
      ...[number, number, number, number],
    ]
  ) => void;
  /** Adds `weight` times the 32-bit numbers from `source` to `end` to those at `target`, four at a time. */
  readonly add: (...[source, end, weight, target]: [number, number, number, number]) => void;
}

type Translate = (
  ...[source, end, table, target, first, last]: [number, number, number, number, number, number]
) => void;

/** The functions over a fresh memory. */
export const pixelKernel = kernel<PixelFunctions>(pixels);

/** Bytes of a picture, and those that the kernels touch past its end. */
export const roomFor = (pixels: number): number => pixels * 3 + 16;
