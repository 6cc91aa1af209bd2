import { kernel } from '../../base/kernel.js';
import { scan } from './scan.wasm.js';

/**
 * The inner loop of the gallery search as WebAssembly SIMD (scan.wat).
 *
 *     scan(templates, probe, scales, out, groups, dimension)
 *     for each row: out[row] = scales[row] * sum(templates[row][k] * probe[k])
 *
 * All byte addresses. Rows come in groups of four, interleaved by eight columns (`packRow`), so that one load of the
 * probe serves four rows and memory is read strictly forwards. `probe` is int16; `scales` and `out` are float32, four
 * a group; `dimension` is a multiple of 16 and not 0. The int32 sums are exact below a dimension of 131,072.
 */

export const rowsPerGroup = 4;

/** Puts one row of int8 into its place among the groups that begin at `groups[0]`. */
export function packRow(groups: Int8Array, index: number, row: Int8Array): void {
  const base = Math.floor(index / 4) * 4 * row.length + (index % 4) * 8;
  for (let k = 0; k < row.length; k++) groups[base + (k >> 3) * 32 + (k & 7)] = row[k] as number;
}

type Scan = (templates: number, probe: number, scales: number, out: number, groups: number, dimension: number) => void;

const instantiate = kernel<{ readonly scan: Scan }>(scan);

/** The kernel over a fresh zeroed memory of at least `byteLength` bytes, at most 4 GiB. */
export function instantiateKernel(byteLength: number): { readonly memory: ArrayBuffer; readonly scan: Scan } {
  const { memory, functions } = instantiate(byteLength);
  return { memory, scan: functions.scan };
}
