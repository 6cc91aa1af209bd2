import * as w from '../../platform/wasm.js';

/**
 * The inner loop of the gallery search as WebAssembly SIMD.
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

// Parameters and locals by index.
const [templates, probe, scales, out, groups, dimension, column, columnsEnd] = [0, 1, 2, 3, 4, 5, 6, 7];
const [a, b, c, d, values] = [8, 9, 10, 11, 12];

const { get, set, tee, add, advance, drop, breakIf, simd, load } = w;
const load8Extended = (offset: number) => simd(0x01, 0, offset); // v128.load8x8_s: eight int8 as int16
/** Four of the eight 32-bit lanes of two vectors; lanes 4..7 are the second's. */
const shuffle = (...lanes: number[]) =>
  w.shuffleBytes(...lanes.flatMap((lane) => [0, 1, 2, 3].map((i) => lane * 4 + i)));

/** Eight columns of four rows. */
const eightColumns = (step: number) => [
  ...get(column),
  ...load(step * 16),
  ...set(values),
  ...[a, b, c, d].flatMap((sums, row) => [
    ...[get(sums), get(templates), load8Extended(step * 32 + row * 8), get(values)].flat(),
    ...[w.dotLanes, w.addInt32s, set(sums)].flat(),
  ]),
];

/** Adds the lanes of x and y pairwise: x0+x2, y0+y2, x1+x3, y1+y3. */
const foldPair = (x: number, y: number) =>
  [get(x), get(y), shuffle(0, 4, 1, 5), get(x), get(y), shuffle(2, 6, 3, 7), w.addInt32s].flat();

const group = [
  [a, b, c, d].flatMap((sums) => [...w.zero, ...set(sums)]),
  [...get(probe), ...tee(column), ...get(dimension), ...get(dimension), ...add, ...add, ...set(columnsEnd)],
  w.loop(
    eightColumns(0),
    eightColumns(1),
    [...advance(templates, 64), ...drop],
    [...advance(column, 32), ...get(columnsEnd), 0x49, ...breakIf], // i32.lt_u
  ),
  [...foldPair(a, b), ...set(a), ...foldPair(c, d), ...set(c)],
  get(out),
  [get(a), get(c), shuffle(0, 1, 4, 5), get(a), get(c), shuffle(2, 3, 6, 7), w.addInt32s].flat(),
  [...simd(0xfa), ...get(scales), ...load(0), ...simd(0xe6), ...simd(0x0b, 0, 0)], // f32x4: convert, multiply; store
  [...advance(scales, 16), ...drop, ...advance(out, 16), ...drop],
];

type Scan = (templates: number, probe: number, scales: number, out: number, groups: number, dimension: number) => void;

const instantiate = w.kernel<{ readonly scan: Scan }>([
  {
    name: 'scan',
    parameters: new Array<number>(6).fill(w.i32),
    locals: [w.i32, w.i32, ...new Array<number>(5).fill(w.v128)],
    body: w.block(
      [...get(groups), 0x45, ...breakIf], // nothing to do when there are no groups
      w.loop(...group, [...get(groups), ...w.int(1), 0x6b, ...tee(groups), ...breakIf]),
    ),
  },
]);

/** The kernel over a fresh zeroed memory of at least `byteLength` bytes, at most 4 GiB. */
export function instantiateKernel(byteLength: number): { readonly memory: ArrayBuffer; readonly scan: Scan } {
  const { memory, functions } = instantiate(byteLength);
  return { memory, scan: functions.scan };
}
