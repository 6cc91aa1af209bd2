/**
 * WebAssembly SIMD put together from its instructions: kernels for x86-64 and ARM alike, without a compiler. Opcodes are those of
 * the WebAssembly 2.0 specification. Relaxed SIMD is left alone: Node 20 computes it wrongly.
 */

export const i32 = 0x7f;
export const f64 = 0x7c;
export const v128 = 0x7b;

export const get = (local: number) => [0x20, local];
export const set = (local: number) => [0x21, local];
export const tee = (local: number) => [0x22, local];
export const int = (value: number) => [0x41, ...signedLeb(value)];
/** f64.const */
export const float = (value: number) => [0x44, ...new Uint8Array(new Float64Array([value]).buffer)];
export const add = [0x6a];
/** The local plus `step`, which stays on the stack. */
export const advance = (local: number, step: number) => [...get(local), ...int(step), ...add, ...tee(local)];
export const drop = [0x1a];
export const end = [0x0b];
export const block = (...body: number[][]) => [0x02, 0x40, ...body.flat(), ...end];
export const loop = (...body: number[][]) => [0x03, 0x40, ...body.flat(), ...end];
/** Of a loop: go round again. Of a block: leave it. */
export const breakIf = [0x0d, 0];

export const simd = (operation: number, ...immediates: number[]) => [0xfd, ...leb(operation), ...immediates];
export const load = (offset: number) => simd(0x00, 0, offset);
export const zero = simd(0x0c, ...new Array<number>(16).fill(0));
/** Sixteen bytes of two vectors; 16..31 are the second's. */
export const shuffleBytes = (...bytes: number[]) => simd(0x0d, ...bytes);
/** i32x4.dot_i16x8_s: sums of neighbouring products. */
export const dotLanes = simd(0xba);
export const addInt32s = simd(0xae);

/** A function without a result; locals are numbered after the parameters. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: readonly number[];
  readonly locals: readonly number[];
  readonly body: readonly number[];
}

/** A module of these functions over one imported memory. */
export function assemble(functions: readonly WasmFunction[]): Uint8Array {
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(functions.map(({ parameters }) => [0x60, ...vector(parameters.map((type) => [type])), 0]))),
    ...section(2, [1, ...text('env'), ...text('memory'), 0x02, 0, 0]),
    ...section(3, vector(functions.map((_, i) => [i]))),
    ...section(7, vector(functions.map(({ name }, i) => [...text(name), 0x00, i]))),
    ...section(
      10,
      vector(functions.map(({ locals, body }) => sized([...vector(locals.map((t) => [1, t])), ...body, ...end]))),
    ),
  ]);
}

const vector = (items: readonly (readonly number[])[]) => [...leb(items.length), ...items.flat()];
const sized = (bytes: readonly number[]) => [...leb(bytes.length), ...bytes];
const section = (id: number, content: readonly number[]) => [id, ...sized(content)];
const text = (name: string) => sized(Array.from(name, (letter) => letter.charCodeAt(0)));

function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}

function signedLeb(value: number): number[] {
  return value >= -0x40 && value < 0x40 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signedLeb(value >> 7)];
}

/** The part of the WebAssembly API that is used: the ES library's types leave it out, although every engine has it. */
interface WasmApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
}
const wasm = (globalThis as unknown as { readonly WebAssembly: WasmApi }).WebAssembly;

/** Compiles once; each call then gives the functions over a fresh zeroed memory of at least so many bytes, at most 4 GiB. */
export function kernel<Functions>(
  functions: readonly WasmFunction[],
): (byteLength: number) => { readonly memory: ArrayBuffer; readonly functions: Functions } {
  let module: object | undefined;
  return (byteLength) => {
    module ??= new wasm.Module(assemble(functions));
    const memory = new wasm.Memory({ initial: Math.ceil(byteLength / 65_536) });
    const { exports } = new wasm.Instance(module, { env: { memory } });
    return { memory: memory.buffer, functions: exports as Functions };
  };
}
