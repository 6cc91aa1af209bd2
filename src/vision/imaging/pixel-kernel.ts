import * as w from '../../platform/wasm.js';

/**
 * The inner loops over pixels, of three bytes each, as WebAssembly SIMD: several times the speed of the same in JavaScript.
 * Addresses and strides are bytes. All read up to 16 bytes past their last pixel and write up to 4 bytes past their last target.
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
}

type Translate = (
  ...[source, end, table, target, first, last]: [number, number, number, number, number, number]
) => void;

const { get, set, tee, int, add, advance, drop, breakIf, simd, load, i32, f64, v128 } = w;
const store = simd(0x0b, 0, 0);
const narrow = simd(0x66); // i8x16.narrow_i16x8_u

function halve(): w.WasmFunction {
  const [source, stride, target, targetStride, groups, rows] = [0, 1, 2, 3, 4, 5];
  const [above, below, at, left, low, high, part] = [6, 7, 8, 9, 10, 11, 12];
  // Bytes 0..23, eight pixels, lie in two vectors that begin 8 bytes apart.
  const pick = (...bytes: number[]) => w.shuffleBytes(...[...bytes, 0, 0, 0, 0].map((b) => (b < 16 ? b : b + 8)));
  const even = pick(0, 1, 2, 6, 7, 8, 12, 13, 14, 18, 19, 20);
  const odd = pick(3, 4, 5, 9, 10, 11, 15, 16, 17, 21, 22, 23);
  const addHalf = (sums: number, extend: number) => [get(sums), get(part), simd(extend), simd(0x8e), set(sums)].flat(); // i16x8.add
  const addPart = (row: number, chosen: number[]) =>
    [get(row), load(0), get(row), load(8), chosen, set(part), addHalf(low, 0x89), addHalf(high, 0x8a)].flat();
  const mean = (sums: number) => [get(sums), int(2), simd(0x8d)].flat(); // i16x8.shr_u
  const rounding = (sums: number) => [int(2), simd(0x10), set(sums)].flat(); // i16x8.splat
  const next = (address: number, step: number) => [...advance(address, step), ...drop];
  const onward = (address: number, by: number[]) => [get(address), by, add, set(address)].flat();
  const countDown = (counter: number) => [get(counter), int(1), [0x6b], tee(counter), breakIf].flat();
  return {
    name: 'halve',
    parameters: [i32, i32, i32, i32, i32, i32],
    locals: [i32, i32, i32, i32, v128, v128, v128],
    body: w.loop(
      [get(source), tee(above), get(stride), add, set(below), get(target), set(at), get(groups), set(left)].flat(),
      w.loop(
        [...rounding(low), ...rounding(high)],
        [above, below].flatMap((row) => [...addPart(row, even), ...addPart(row, odd)]),
        [get(at), mean(low), mean(high), narrow, store].flat(),
        [...next(above, 24), ...next(below, 24), ...next(at, 12)],
        countDown(left),
      ),
      onward(source, [...get(stride), ...int(1), 0x74]), // two rows: i32.shl
      onward(target, get(targetStride)),
      countDown(rows),
    ),
  };
}

function translate(bytes: 1 | 4): w.WasmFunction {
  const [source, end, table, target, first, last] = [0, 1, 2, 3, 4, 5];
  const [loaded, stored, scale] = bytes === 1 ? [0x2d, 0x3a, 0] : [0x28, 0x36, 2]; // i32.load8_u, .store8, or .load, .store
  const entry = (channel: number) =>
    [get(table), get(source), [0x2d, 0, channel], int(scale), [0x74], add, [loaded, 0, 0]].flat();
  return {
    name: `translate${bytes}`,
    parameters: [i32, i32, i32, i32, i32, i32],
    locals: [],
    body: w.loop(
      [get(target), get(first), add, entry(0), [stored, 0, 0]].flat(),
      [get(target), entry(1), [stored, 0, bytes]].flat(),
      [get(target), get(last), add, entry(2), [stored, 0, 0]].flat(),
      [...advance(target, 3 * bytes), ...drop],
      [...advance(source, 3), ...get(end), 0x49, ...breakIf], // i32.lt_u
    ),
  };
}

function sample(): w.WasmFunction {
  const [source, stride, target, end, right, bottom, x, y, dx, dy] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const [column, row, at, weights] = [10, 11, 12, 13];
  const [subtract, multiply, convert, truncate] = [[0xa1], [0xa2], [0xb7], [0xaa]]; // f64, f64, from and to i32
  const splat = simd(0x11); // i32x4.splat
  const inside = (value: number, limit: number) =>
    [get(value), w.float(0), [0x66], get(value), get(limit), [0x63], [0x71]].flat(); // ge and lt
  const fraction = (value: number, whole: number) =>
    [get(value), get(whole), convert, subtract, w.float(256), multiply, truncate].flat() as number[];
  const rest = (part: number) => [int(256), get(part), [0x6b]].flat();
  // One byte after the other, each followed by that of the pixel to the right, as 16-bit numbers.
  const pairs = w.shuffleBytes(0, 8, 3, 8, 1, 8, 4, 8, 2, 8, 5, 8, 8, 8, 8, 8);
  const lerp = (address: number[], share: number[]) =>
    [address, simd(0x5d, 0, 0), w.zero, pairs, get(weights), w.dotLanes, share, splat, simd(0xb5)].flat(); // load64_zero, i32x4.mul
  const below = [get(at), get(stride), add].flat();
  return {
    name: 'sample',
    parameters: [i32, i32, i32, i32, f64, f64, f64, f64, f64, f64],
    locals: [i32, i32, i32, v128],
    body: w.loop(
      w.block(
        [inside(x, right), inside(y, bottom), [0x71], [0x45], breakIf].flat(),
        [get(source), get(x), truncate, tee(column), int(3), [0x6c], add].flat() as number[],
        [get(y), truncate, tee(row), get(stride), [0x6c], add, set(at)].flat() as number[],
        [fraction(x, column), set(column), fraction(y, row), set(row)].flat(),
        [rest(column), get(column), int(16), [0x74], [0x72], splat, set(weights)].flat(),
        get(target),
        lerp(get(at), rest(row)),
        lerp(below, get(row)),
        [w.addInt32s, int(32_768), splat, w.addInt32s, int(16), simd(0xad)].flat(), // i32x4.shr_u
        [w.zero, simd(0x86), w.zero, narrow, simd(0x5a, 0, 0, 0)].flat(), // i16x8.narrow_i32x4_u; v128.store32_lane
      ),
      [get(x), get(dx), [0xa0], set(x), get(y), get(dy), [0xa0], set(y)].flat(), // f64.add
      [...advance(target, 3), ...get(end), 0x49, ...breakIf], // i32.lt_u
    ),
  };
}

/** The functions over a fresh memory. */
export const pixelKernel = w.kernel<PixelFunctions>([halve(), translate(1), translate(4), sample()]);

/** Bytes of a picture, and those that the kernels touch past its end. */
export const roomFor = (pixels: number): number => pixels * 3 + 16;
