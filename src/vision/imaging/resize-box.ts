/**
 * Sums of `factor`×`factor` blocks of three-channel pixels, for one row of blocks.
 * @param offset of the first block's first byte in `data`.
 * @param stride bytes per source row.
 * @param sums [blocks][3], overwritten.
 */
export function sumBlocks(data: Uint8Array, offset: number, stride: number, factor: number, sums: Int32Array): void {
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
