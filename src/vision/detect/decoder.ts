import type { Detection } from '../domain/face.js';
import type { Tensor } from '../tflite/model.js';

/** Decodes the output tensors of one detector family. */
export interface Decoder {
  /** Every candidate with at least the bundle's confidence, in model input pixels, before non-maximum suppression. */
  decode(outputs: readonly Tensor[]): Detection[];
}
