import { ModelError } from '../../base/errors.js';
import type { Tensor } from '../tflite/model.js';

/** Rows × values of a detector's output tensor `[1, rows, values]`, or `[rows, values]`. */
export interface OutputShape {
  readonly rows: number;
  readonly values: number;
}

/**
 * Positions of all outputs with this shape. Converters list outputs in any order, so only shapes can be trusted.
 * @throws ModelError `model.output` when there are not exactly `count`.
 */
export function outputsOfShape(outputs: readonly Tensor[], { rows, values }: OutputShape, count: number): number[] {
  const found = outputs.flatMap(({ shape }, i) => (shape.slice(-2).join() === `${rows},${values}` ? [i] : []));
  if (found.length !== count) {
    const all = outputs.map(({ shape }) => `[${shape}]`).join(' ');
    throw new ModelError('model.output', `expected ${count} output(s) of [1,${rows},${values}], the model has ${all}`, {
      remedy: 'Install the bundle again: the output section of its bundle.json does not match the model.',
    });
  }
  return found;
}
