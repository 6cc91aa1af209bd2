import type { DelegateChoice } from './delegate-choice.js';
import type { EdgeTpuSettings } from './delegates.js';
import type { Delegate, Tensor } from './model.js';

/** The single request to a probe process. */
export type ProbeRequest =
  | {
      readonly kind: 'model';
      readonly bytes: Uint8Array;
      readonly name: string;
      readonly sha256: string;
      readonly threads: number;
      readonly delegate: DelegateChoice;
      /** Path of the TFLite library; absent means the bundled one. */
      readonly library?: string;
      readonly edgeTpu?: EdgeTpuSettings;
    }
  | { readonly kind: 'edgetpu'; readonly edgeTpu: EdgeTpuSettings };

export type TensorFacts = Pick<Tensor, 'name' | 'type' | 'shape' | 'scale' | 'zeroPoint'>;

/** Facts about a model that loads and runs. */
export interface ModelFacts {
  readonly delegate: Delegate;
  readonly fallback?: string;
  /** Version reported by the library. */
  readonly runtime: string;
  /** Median of several runs, in milliseconds. */
  readonly invokeMs: number;
  readonly inputs: readonly TensorFacts[];
  readonly outputs: readonly TensorFacts[];
}

export type ProbeReply =
  | { readonly kind: 'model'; readonly facts: ModelFacts }
  | { readonly kind: 'edgetpu' }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly message: string;
      readonly remedy: string;
      readonly context: Readonly<Record<string, unknown>>;
    };
