import { ModelError } from '../../base/errors.js';

const smallest = 32;
const schemaVersion = 3;

/**
 * Checks the outline of a `.tflite` file (identifier, root table, weight buffers), so that damaged files are refused with a useful message
 * and mostly never reach native code. Takes microseconds; does not prove that the model is valid.
 * @throws ModelError `model.truncated` if it points past its end, `model.corrupt` if it is not a TFLite model.
 */
export function verifyModel(bytes: Uint8Array, name: string): void {
  if (bytes.length < smallest) throw truncated(name, smallest, bytes.length);
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (String.fromCharCode(...bytes.subarray(4, 8)) !== 'TFL3')
    throw corrupt(name, 'the identifier TFL3 at byte 4 is missing');
  const need = (at: number, length: number): number => {
    if (at < 0) throw corrupt(name, `an offset points to byte ${at}`);
    if (at + length > file.byteLength) throw truncated(name, at + length, file.byteLength);
    return at;
  };
  const u16 = (at: number): number => file.getUint16(need(at, 2), true);
  const u32 = (at: number): number => file.getUint32(need(at, 4), true);
  const follow = (at: number): number => at + u32(at);
  /** Position of a table's field, or undefined if the file omits it. */
  const field = (table: number, index: number): number | undefined => {
    const vtable = table - file.getInt32(need(table, 4), true);
    const slot = 4 + 2 * index;
    const offset = slot + 2 <= u16(vtable) ? u16(vtable + slot) : 0;
    return offset === 0 ? undefined : table + offset;
  };
  const vector = (table: number, index: number): { start: number; length: number } => {
    const at = field(table, index);
    if (at === undefined) return { start: 0, length: 0 };
    const start = follow(at);
    return { start: start + 4, length: u32(start) };
  };

  const model = follow(0);
  const version = field(model, 0);
  if (version === undefined || u32(version) !== schemaVersion) throw corrupt(name, 'its schema version is not 3');
  if (vector(model, 2).length === 0) throw corrupt(name, 'it has no graph');
  const buffers = vector(model, 4);
  need(buffers.start, buffers.length * 4);
  for (let i = 0; i < buffers.length; i++) {
    const data = vector(follow(buffers.start + 4 * i), 0);
    need(data.start, data.length);
  }
}

const remedy = 'Copy the model bundle to the terminal again and compare its SHA-256 with bundle.json.';

function truncated(name: string, needed: number, found: number): ModelError {
  return new ModelError('model.truncated', `${name} has ${found} bytes but refers to byte ${needed}`, {
    remedy,
    context: { model: name, needed, found },
  });
}

function corrupt(name: string, what: string): ModelError {
  return new ModelError('model.corrupt', `${name} is not a TensorFlow Lite model: ${what}`, {
    remedy,
    context: { model: name },
  });
}
