/** The part of the WebAssembly API that is used: the ES library's types leave it out, although every engine has it. */
interface WasmApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
}
const wasm = (globalThis as unknown as { readonly WebAssembly: WasmApi }).WebAssembly;

/**
 * Functions in WebAssembly, the same on x86-64 and ARM. Compiles once; each call then gives the functions over a fresh zeroed
 * memory of at least so many bytes, at most 4 GiB.
 */
export function kernel<Functions>(
  bytes: Uint8Array,
): (byteLength: number) => { readonly memory: ArrayBuffer; readonly functions: Functions } {
  let module: object | undefined;
  return (byteLength) => {
    module ??= new wasm.Module(bytes);
    const memory = new wasm.Memory({ initial: Math.ceil(byteLength / 65_536) });
    const { exports } = new wasm.Instance(module, { env: { memory } });
    return { memory: memory.buffer, functions: exports as Functions };
  };
}
