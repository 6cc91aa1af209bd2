import { ModelError } from '../../base/errors.js';
import type { ModelInput } from '../../models/domain/model-bundle.js';
import type { Tensor, TensorData } from './model.js';

/** A table from 8-bit pixel value to input tensor value, in the tensor's own type. */
export type PixelTable = TensorData;

/**
 * The table that converts pixels to model input: normalised as the bundle declares, then quantised as the tensor declares.
 * @throws ModelError `model.wrong-shape` if the tensor is not the one that the bundle describes.
 */
export function pixelTable(input: ModelInput, tensor: Tensor | undefined, name: string): PixelTable {
  const shape = [input.height, input.width, 3];
  if (tensor === undefined || tensor.type !== input.type || tensor.shape.slice(1).join() !== shape.join()) {
    const found = tensor === undefined ? 'none' : `${tensor.type} [${tensor.shape}]`;
    throw new ModelError(
      'model.wrong-shape',
      `${name} declares an input of ${input.type} [1,${shape}], the model has ${found}`,
      {
        remedy: 'Install the bundle again: its bundle.json does not match the model.',
        context: { bundle: name },
      },
    );
  }
  const table = emptyTable(input.type);
  const quantised = input.type !== 'float32';
  const [low, high] = input.type === 'int8' ? [-128, 127] : [0, 255];
  for (let pixel = 0; pixel < 256; pixel++) {
    const real = (pixel - input.mean) / input.scale;
    table[pixel] = quantised
      ? Math.min(high, Math.max(low, Math.round(real / (tensor.scale || 1)) + tensor.zeroPoint))
      : real;
  }
  return table;
}

function emptyTable(type: ModelInput['type']): PixelTable {
  switch (type) {
    case 'float32':
      return new Float32Array(256);
    case 'int8':
      return new Int8Array(256);
    case 'uint8':
      return new Uint8Array(256);
    default:
      return type satisfies never;
  }
}
