/** Just enough of a FlatBuffers writer to make TFLite models of a few hundred bytes, parents before children. */
export type Node =
  | { readonly scalar: 'i8' | 'i32'; readonly value: number }
  | { readonly table: readonly (Node | undefined)[] }
  | { readonly list: readonly Node[] }
  | { readonly numbers: Uint8Array; readonly count: number };

export const i8 = (value: number): Node => ({ scalar: 'i8', value });
export const i32 = (value: number): Node => ({ scalar: 'i32', value });
export const table = (...fields: readonly (Node | undefined)[]): Node => ({ table: fields });
export const list = (...items: readonly Node[]): Node => ({ list: items });
export const raw = (bytes: Uint8Array, count = bytes.length): Node => ({ numbers: bytes, count });
export const ints = (...values: readonly number[]): Node =>
  raw(new Uint8Array(Int32Array.from(values).buffer), values.length);
export const text = (value: string): Node => ({ numbers: new TextEncoder().encode(`${value}\0`), count: value.length });

/** The file with this root. */
export function write(root: Node): Uint8Array {
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
