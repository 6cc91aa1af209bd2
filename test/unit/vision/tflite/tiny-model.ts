import { createHash } from 'node:crypto';
import { i8, i32, ints, list, type Node, raw, table, text, write } from '../../../support/flatbuffer.js';

const tensorTypes = { float32: 0, int32: 2, uint8: 3, int64: 4, int8: 9 } as const;
type TinyType = keyof typeof tensorTypes;

export interface TinyModel {
  /** `relu`: y = max(x, 0) + [1, 2, 3, 4]; `custom`: an operation nobody has; `reshape`: y = x as [4, 1]. */
  readonly operation?: 'relu' | 'custom' | 'reshape';
  readonly type?: TinyType;
}

/** One input `[1, 4]`, one output. */
export function tinyModel({ operation = 'relu', type = 'float32' }: TinyModel = {}): Uint8Array {
  const tensor = (name: string, shape: readonly number[], buffer: number, kind: TinyType = type): Node =>
    table(ints(...shape), i8(tensorTypes[kind]), i32(buffer), text(name));
  const code = (builtin: number, custom?: string): Node =>
    table(i8(builtin), custom === undefined ? undefined : text(custom), i32(1), i32(builtin));
  const operator = (index: number, inputs: readonly number[], output: number, options?: number): Node =>
    table(i32(index), ints(...inputs), ints(output), ...(options === undefined ? [] : [i8(options), table()]));
  const graphs = {
    relu: {
      codes: [code(19), code(0)],
      tensors: [tensor('x', [1, 4], 0), tensor('r', [1, 4], 0), tensor('c', [4], 1), tensor('y', [1, 4], 0)],
      operators: [operator(0, [0], 1), operator(1, [1, 2], 3, 11)],
      constant: new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer),
    },
    custom: {
      codes: [code(32, 'NobodyHasThis')],
      tensors: [tensor('x', [1, 4], 0), tensor('y', [1, 4], 0)],
      operators: [operator(0, [0], 1)],
      constant: new Uint8Array(),
    },
    reshape: {
      codes: [code(22)],
      tensors: [tensor('x', [1, 4], 0), tensor('s', [2], 1, 'int32'), tensor('y', [4, 1], 0)],
      operators: [operator(0, [0, 1], 2)],
      constant: new Uint8Array(Int32Array.of(4, 1).buffer),
    },
  };
  const { codes, tensors, operators, constant } = graphs[operation];
  const graph = table(list(...tensors), ints(0), ints(tensors.length - 1), list(...operators));
  return write(table(i32(3), list(...codes), list(graph), text('tiny'), list(table(), table(raw(constant)))));
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
