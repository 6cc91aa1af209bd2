export type TensorData = Float32Array | Int8Array | Uint8Array | Int32Array;

export interface Tensor {
  readonly name: string;
  readonly type: 'float32' | 'int8' | 'uint8' | 'int32';
  readonly shape: readonly number[];
  /** real = scale * (quantised - zeroPoint); scale 0 for a tensor that is not quantised. */
  readonly scale: number;
  readonly zeroPoint: number;
  /** View on the interpreter's memory: no copy. Throws after `close`. */
  readonly data: TensorData;
}

/** The kernels that a model actually runs on. */
export type Delegate = 'xnnpack-qs8-qu8' | 'xnnpack-qs8' | 'builtin' | 'edgetpu';

export interface Model {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly delegate: Delegate;
  /** Why it runs on a slower delegate than requested, for log and health; absent if it does not. */
  readonly fallback?: string;
  /** Runs once, synchronously. @throws ModelError if the runtime fails or the model is closed. */
  invoke(): void;
  /** Resizes the leading dimension of input 0. @throws ModelError `model.batch` if the model does not allow it. */
  resizeBatch(count: number): void;
  /** Idempotent. */
  close(): void;
}
