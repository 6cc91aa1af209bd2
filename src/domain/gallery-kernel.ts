/**
 * The inner loop of the gallery search as WebAssembly SIMD, assembled here from its instructions: it needs no
 * compiler and serves x86-64 and ARM alike. Relaxed SIMD is left alone: Node 20 computes it wrongly.
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

const i32 = 0x7f;
const v128 = 0x7b;
// Parameters and locals by index.
const [templates, probe, scales, out, groups, dimension, column, columnsEnd] = [0, 1, 2, 3, 4, 5, 6, 7];
const [a, b, c, d, values] = [8, 9, 10, 11, 12];

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const tee = (local: number) => [0x22, local];
const constant = (value: number) => [0x41, (value & 0x7f) | 0x80, value >> 7]; // signed LEB128 in two bytes
const add = [0x6a];
const advance = (local: number, step: number) => [...get(local), ...constant(step), ...add, ...tee(local)];
const drop = [0x1a];
const end = [0x0b];
const loop = (...body: number[][]) => [0x03, 0x40, ...body.flat(), ...end];
const breakIf = [0x0d, 0]; // of a loop: go round again; of a block: leave it

const simd = (operation: number, ...immediates: number[]) =>
  operation < 0x80 ? [0xfd, operation, ...immediates] : [0xfd, operation & 0xff, operation >> 7, ...immediates];
const load = (offset: number) => simd(0x00, 0, offset);
const load8Extended = (offset: number) => simd(0x01, 0, offset); // v128.load8x8_s: eight int8 as int16
const zero = simd(0x0c, ...new Array<number>(16).fill(0));
const addLanes = simd(0xae);
const dotLanes = simd(0xba); // i32x4.dot_i16x8_s
/** Four of the eight 32-bit lanes of two vectors; lanes 4..7 are the second's. */
const shuffle = (...lanes: number[]) => simd(0x0d, ...lanes.flatMap((lane) => [0, 1, 2, 3].map((i) => lane * 4 + i)));

/** Eight columns of four rows. */
const eightColumns = (step: number) => [
  ...get(column),
  ...load(step * 16),
  ...set(values),
  ...[a, b, c, d].flatMap((sums, row) => [
    ...[get(sums), get(templates), load8Extended(step * 32 + row * 8), get(values)].flat(),
    ...[dotLanes, addLanes, set(sums)].flat(),
  ]),
];

/** Adds the lanes of x and y pairwise: x0+x2, y0+y2, x1+x3, y1+y3. */
const foldPair = (x: number, y: number) =>
  [get(x), get(y), shuffle(0, 4, 1, 5), get(x), get(y), shuffle(2, 6, 3, 7), addLanes].flat();

const group = [
  [a, b, c, d].flatMap((sums) => [...zero, ...set(sums)]),
  [...get(probe), ...tee(column), ...get(dimension), ...get(dimension), ...add, ...add, ...set(columnsEnd)],
  loop(
    eightColumns(0),
    eightColumns(1),
    [...advance(templates, 64), ...drop],
    [...advance(column, 32), ...get(columnsEnd), 0x49, ...breakIf], // i32.lt_u
  ),
  [...foldPair(a, b), ...set(a), ...foldPair(c, d), ...set(c)],
  get(out),
  [get(a), get(c), shuffle(0, 1, 4, 5), get(a), get(c), shuffle(2, 3, 6, 7), addLanes].flat(),
  [...simd(0xfa), ...get(scales), ...load(0), ...simd(0xe6), ...simd(0x0b, 0, 0)], // f32x4: convert, multiply; store
  [...advance(scales, 16), ...drop, ...advance(out, 16), ...drop],
];
const body = [
  [0x02, 0x40, ...get(groups), 0x45, ...breakIf], // block: leave it when there are no groups
  loop(...group, [...get(groups), ...constant(1), 0x6b, ...tee(groups), ...breakIf]),
  [...end, ...end],
].flat();
const locals = [2, 2, i32, 5, v128];

const text = (name: string) => [name.length, ...Array.from(name, (letter) => letter.charCodeAt(0))];
const size = (length: number) => [(length & 0x7f) | 0x80, length >> 7]; // LEB128 in two bytes
const section = (id: number, ...content: number[]) => [id, ...size(content.length), ...content];
const moduleBytes = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, 1, 0x60, 6, i32, i32, i32, i32, i32, i32, 0), // one type: six i32, no result
  ...section(2, 1, ...text('env'), ...text('memory'), 0x02, 0, 0), // the memory is imported
  ...section(3, 1, 0), // one function of that type
  ...section(7, 1, ...text('scan'), 0x00, 0),
  ...section(10, 1, ...size(locals.length + body.length), ...locals, ...body),
]);

/** The part of the WebAssembly API that is used: the ES library's types leave it out, although every engine has it. */
interface WasmApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
}
const wasm = (globalThis as unknown as { readonly WebAssembly: WasmApi }).WebAssembly;
let compiled: object | undefined;

type Scan = (templates: number, probe: number, scales: number, out: number, groups: number, dimension: number) => void;

/** The kernel over a fresh zeroed memory of at least `byteLength` bytes, at most 4 GiB. */
export function instantiateKernel(byteLength: number): { readonly memory: ArrayBuffer; readonly scan: Scan } {
  compiled ??= new wasm.Module(moduleBytes);
  const memory = new wasm.Memory({ initial: Math.ceil(byteLength / 65_536) });
  const { exports } = new wasm.Instance(compiled, { env: { memory } });
  return { memory: memory.buffer, scan: exports.scan as Scan };
}
