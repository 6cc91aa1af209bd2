import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PadBundle } from '../../src/models/domain/model-bundle.js';
import { i8, i32, ints, list, type Node, raw, table, text, write } from './flatbuffer.js';

/** Width of each look, pixels. */
export const tinyWidth = 16;

const int8 = 9;
const int32 = 2;
const mean = 40;
const reducerOptions = 27;

/**
 * A passive liveness model of one operation, an int8 `.tflite` of less than 1 kB: the mean of each channel over both looks, -8..8. By
 * `tinyPad`, a red picture is bona fide, and a green or blue one an attack.
 */
export function tinyPadModel(looks = 2): Uint8Array {
  const quantised = table(undefined, undefined, raw(new Uint8Array(Float32Array.of(1 / 16).buffer), 1), zeroPoint);
  const tensor = (name: string, shape: readonly number[], buffer: number, type: number, quantisation?: Node): Node =>
    table(ints(...shape), i8(type), i32(buffer), text(name), quantisation);
  const tensors = list(
    tensor('looks', [1, looks * tinyWidth, tinyWidth, 3], 0, int8, quantised),
    tensor('axes', [2], 1, int32),
    tensor('logits', [1, 3], 0, int8, quantised),
  );
  const operator = table(i32(0), ints(0, 1), ints(2), i8(reducerOptions), table());
  const graph = table(tensors, ints(0), ints(2), list(operator));
  const code = table(i8(mean), undefined, i32(1), i32(mean));
  const axes = table(raw(new Uint8Array(Int32Array.of(1, 2).buffer)));
  return write(table(i32(3), list(code), list(graph), text('tiny pad'), list(table(), axes)));
}
const zeroPoint = raw(new Uint8Array(8), 1);

/** The bundle of `tinyPadModel`. */
export function tinyPad(bytes = tinyPadModel()): PadBundle {
  return {
    name: 'tiny-pad',
    version: '1',
    role: 'pad',
    file: 'pad.tflite',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    licence: 'none',
    source: 'test',
    input: {
      width: tinyWidth,
      height: 2 * tinyWidth,
      channels: 'rgb',
      type: 'int8',
      mean: 127.5,
      scale: 16,
      layout: 'nhwc',
    },
    looks: [{ side: 1.5 }, { side: 4 }],
    output: { classes: ['live', 'print', 'screen'] },
    thresholds: { bonaFide: 1, attack: -1, frames: 3, measuredOn: 'nothing' },
  };
}

/** Writes it as a bundle. @param changes to its `bundle.json`. @returns The folder. */
export function installTinyPad(folder: string, changes: object = {}, bytes = tinyPadModel()): string {
  const place = join(folder, 'tiny-pad');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'bundle.json'), JSON.stringify({ ...tinyPad(bytes), ...changes }));
  writeFileSync(join(place, 'pad.tflite'), bytes);
  return place;
}
