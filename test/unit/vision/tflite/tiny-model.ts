import { createHash } from 'node:crypto';

/** Just enough of a FlatBuffers writer to make TFLite models of a few hundred bytes, parents before children. */
type Node =
  | { readonly scalar: 'i8' | 'i32'; readonly value: number }
  | { readonly table: readonly (Node | undefined)[] }
  | { readonly list: readonly Node[] }
  | { readonly numbers: Uint8Array; readonly count: number };

const i8 = (value: number): Node => ({ scalar: 'i8', value });
const i32 = (value: number): Node => ({ scalar: 'i32', value });
const table = (...fields: readonly (Node | undefined)[]): Node => ({ table: fields });
const list = (...items: readonly Node[]): Node => ({ list: items });
const raw = (bytes: Uint8Array, count = bytes.length): Node => ({ numbers: bytes, count });
const ints = (...values: readonly number[]): Node => raw(new Uint8Array(Int32Array.from(values).buffer), values.length);
const text = (value: string): Node => ({ numbers: new TextEncoder().encode(`${value}\0`), count: value.length });

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

function write(root: Node): Uint8Array {
  const file = new DataView(new ArrayBuffer(4096));
  let end = 8;
  for (const [i, letter] of [...'TFL3'].entries()) file.setUint8(4 + i, letter.charCodeAt(0));
  const refer = (at: number, node: Node): void => file.setUint32(at, place(node) - at, true);
  const place = (node: Node): number => {
    if ('numbers' in node) {
      // Contents at a multiple of 16, as the schema demands of weights.
      const start = Math.ceil((end + 4) / 16) * 16 - 4;
      file.setUint32(start, node.count, true);
      new Uint8Array(file.buffer).set(node.numbers, start + 4);
      end = start + 4 + node.numbers.length;
      return start;
    }
    end = Math.ceil(end / 4) * 4;
    if ('list' in node) {
      const start = end;
      file.setUint32(start, node.list.length, true);
      end += 4 + 4 * node.list.length;
      for (const [i, item] of node.list.entries()) refer(start + 4 + 4 * i, item);
      return start;
    }
    if (!('table' in node)) throw new Error('a scalar has no place of its own');
    const vtable = end;
    const start = Math.ceil((vtable + 4 + 2 * node.table.length) / 4) * 4;
    file.setUint16(vtable, 4 + 2 * node.table.length, true);
    file.setUint16(vtable + 2, 4 + 4 * node.table.length, true);
    file.setInt32(start, start - vtable, true);
    end = start + 4 + 4 * node.table.length;
    for (const [i, field] of node.table.entries()) {
      if (field === undefined) continue;
      const at = start + 4 + 4 * i;
      file.setUint16(vtable + 4 + 2 * i, 4 + 4 * i, true);
      if (!('scalar' in field)) refer(at, field);
      else if (field.scalar === 'i8') file.setInt8(at, field.value);
      else file.setInt32(at, field.value, true);
    }
    return start;
  };
  refer(0, root);
  return new Uint8Array(file.buffer.slice(0, end + (16 - (end % 16))));
}
