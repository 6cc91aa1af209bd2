import type { PixelTable } from './bundle-input.js';
import type { TensorData } from './tflite/model.js';

/**
 * Sums of `factor`×`factor` blocks of three-channel pixels, for one row of blocks.
 * @param offset of the first block's first byte in `data`.
 * @param stride bytes per source row.
 * @param sums [blocks][3], overwritten.
 */
export function sumBlocks(data: Uint8Array, offset: number, stride: number, factor: number, sums: Int32Array): void {
  if (factor === 2) {
    sumPairs(data, offset, stride, sums);
    return;
  }
  sums.fill(0);
  for (let row = 0; row < factor; row++) {
    let at = offset + row * stride;
    for (let i = 0; i < sums.length; i += 3) {
      let a = sums[i] as number;
      let b = sums[i + 1] as number;
      let c = sums[i + 2] as number;
      for (let k = 0; k < factor; k++, at += 3) {
        a += data[at] as number;
        b += data[at + 1] as number;
        c += data[at + 2] as number;
      }
      sums[i] = a;
      sums[i + 1] = b;
      sums[i + 2] = c;
    }
  }
}

/** The same for halving, unrolled. */
function sumPairs(data: Uint8Array, offset: number, stride: number, sums: Int32Array): void {
  for (let i = 0, p = offset, q = offset + stride; i < sums.length; i += 3, p += 6, q += 6) {
    sums[i] = (data[p] as number) + (data[p + 3] as number) + (data[q] as number) + (data[q + 3] as number);
    sums[i + 1] = (data[p + 1] as number) + (data[p + 4] as number) + (data[q + 1] as number) + (data[q + 4] as number);
    sums[i + 2] = (data[p + 2] as number) + (data[p + 5] as number) + (data[q + 2] as number) + (data[q + 5] as number);
  }
}

/**
 * One row of halved pixels, straight into a model's input: 640×480 into a 320 model is every frame of the usual terminal.
 * @param count pixels to write. @param swap whether red and blue change places.
 */
export function halveRow(
  source: { readonly data: Uint8Array; readonly offset: number; readonly stride: number },
  table: PixelTable,
  swap: boolean,
  target: TensorData,
  at: number,
  count: number,
): void {
  const { data, offset, stride } = source;
  const first = swap ? 2 : 0;
  const end = at + count * 3;
  for (let i = at, p = offset, q = offset + stride; i < end; i += 3, p += 6, q += 6) {
    const a = (data[p] as number) + (data[p + 3] as number) + (data[q] as number) + (data[q + 3] as number);
    const b = (data[p + 1] as number) + (data[p + 4] as number) + (data[q + 1] as number) + (data[q + 4] as number);
    const c = (data[p + 2] as number) + (data[p + 5] as number) + (data[q + 2] as number) + (data[q + 5] as number);
    target[i + first] = table[(a + 2) >> 2] as number;
    target[i + 1] = table[(b + 2) >> 2] as number;
    target[i + 2 - first] = table[(c + 2) >> 2] as number;
  }
}
