import { ModelError } from '../../base/errors.js';
import type { NativeTensor } from './graph.js';
import type { Tensor, TensorData } from './model.js';

/** By TfLiteType. */
const types: ReadonlyMap<number, Tensor['type']> = new Map([
  [1, 'float32'],
  [2, 'int32'],
  [3, 'uint8'],
  [9, 'int8'],
]);

/** A tensor that stays valid when its model is resized, and ends with the model. */
export class LiveTensor implements Tensor {
  readonly name: string;
  readonly type: Tensor['type'];
  readonly scale: number;
  readonly zeroPoint: number;
  private dimensions: readonly number[];
  private native: NativeTensor | undefined;
  private view: TensorData | undefined;

  /** @throws ModelError `model.unsupported-type` for a type other than float32, int8, uint8 and int32. */
  constructor(native: NativeTensor) {
    this.name = native.name;
    this.type = typeOf(native);
    this.scale = native.scale;
    this.zeroPoint = native.zeroPoint;
    this.dimensions = native.shape;
    this.native = native;
  }

  get shape(): readonly number[] {
    return this.dimensions;
  }

  get data(): TensorData {
    if (this.native === undefined) throw closed();
    this.view ??= viewOf(this.type, this.native.view());
    return this.view;
  }

  /** Switches to the same tensor of a resized graph. */
  follow(native: NativeTensor): void {
    this.native = native;
    this.view = undefined;
    this.dimensions = native.shape;
  }

  /** Drops the view, so that only a caller's own reference keeps the memory. */
  end(): void {
    this.native = undefined;
    this.view = undefined;
  }
}

export function closed(): ModelError {
  return new ModelError('model.closed', 'the model was used after it was closed', {
    remedy:
      'Restart the daemon: systemctl restart ostiary. This is a bug in Ostiary: report it with the surrounding log.',
  });
}

function typeOf({ type, name }: NativeTensor): Tensor['type'] {
  const known = types.get(type);
  if (known !== undefined) return known;
  throw new ModelError('model.unsupported-type', `tensor ${name} has the TensorFlow Lite type ${type}`, {
    remedy: 'Convert the model with float32, int8, uint8 or int32 inputs and outputs.',
    context: { tensor: name, type },
  });
}

function viewOf(type: Tensor['type'], memory: ArrayBuffer): TensorData {
  switch (type) {
    case 'float32':
      return new Float32Array(memory);
    case 'int32':
      return new Int32Array(memory);
    case 'uint8':
      return new Uint8Array(memory);
    case 'int8':
      return new Int8Array(memory);
    default:
      return type satisfies never;
  }
}
