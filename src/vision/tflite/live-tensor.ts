import { ModelError } from '../../domain/errors.js';
import type { NativeTensor } from './graph.js';
import type { Tensor, TensorData } from './model.js';

const float32 = 1;
const int32 = 2;
const uint8 = 3;
const int8 = 9;

/** A tensor that follows its model through resizing and ends with it. */
export class LiveTensor implements Tensor {
  private native: NativeTensor | undefined;
  private view: TensorData;
  private readonly last: Pick<Tensor, 'name' | 'type' | 'scale' | 'zeroPoint'>;
  private dimensions: readonly number[];

  /** @throws ModelError `model.unsupported-type` for a type other than float32, int8, uint8 and int32. */
  constructor(native: NativeTensor) {
    const { type, view } = typed(native);
    this.native = native;
    this.view = view;
    this.dimensions = native.shape;
    this.last = { name: native.name, type, scale: native.scale, zeroPoint: native.zeroPoint };
  }

  get name(): string {
    return this.last.name;
  }
  get type(): Tensor['type'] {
    return this.last.type;
  }
  get scale(): number {
    return this.last.scale;
  }
  get zeroPoint(): number {
    return this.last.zeroPoint;
  }
  get shape(): readonly number[] {
    return this.dimensions;
  }
  get data(): TensorData {
    if (this.native === undefined) throw closed();
    return this.view;
  }

  /** Moves on to the same tensor of a resized graph. */
  follow(native: NativeTensor): void {
    this.native = native;
    this.view = typed(native).view;
    this.dimensions = native.shape;
  }

  /** Lets its view go: nothing but a caller's own reference holds the memory any more. */
  end(): void {
    this.native = undefined;
    this.view = new Uint8Array();
  }
}

export function closed(): ModelError {
  return new ModelError('model.closed', 'the model was used after it was closed', {
    remedy: 'Restart the terminal; this is a defect of Ostiary, please report it with the log around it.',
  });
}

function typed({ type, memory, name }: NativeTensor): { type: Tensor['type']; view: TensorData } {
  switch (type) {
    case float32:
      return { type: 'float32', view: new Float32Array(memory) };
    case int32:
      return { type: 'int32', view: new Int32Array(memory) };
    case uint8:
      return { type: 'uint8', view: new Uint8Array(memory) };
    case int8:
      return { type: 'int8', view: new Int8Array(memory) };
    default:
      throw new ModelError('model.unsupported-type', `tensor ${name} has the TensorFlow Lite type ${type}`, {
        remedy: 'Convert the model with float32, int8, uint8 or int32 inputs and outputs.',
        context: { tensor: name, type },
      });
  }
}
