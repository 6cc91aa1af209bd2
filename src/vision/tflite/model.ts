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

/** Which kernels a model really runs on. */
export type Delegate = 'xnnpack-qs8-qu8' | 'xnnpack-qs8' | 'builtin' | 'edgetpu';

export interface Model {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly delegate: Delegate;
  /** Why it runs on a lesser delegate than was asked for, for log and health; absent when nothing was lost. */
  readonly fallback?: string;
  /** Runs once, synchronously. @throws ModelError when the runtime refuses, or the model is closed. */
  invoke(): void;
  /** Resizes input 0's leading dimension where the model allows it. @throws ModelError `model.batch` where it does not. */
  resizeBatch(count: number): void;
  /** Idempotent. */
  close(): void;
}
