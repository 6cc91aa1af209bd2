import type { HealthReport } from '../../base/health.js';
import type { LoadedModel } from '../../models/domain/model-bundle.js';
import type { CameraConfig } from '../capture/open-camera.js';
import type { EmbeddingSpace } from '../domain/embedding.js';
import type { PadFacts } from '../domain/liveness.js';
import type { Observation, ObservedFace } from '../domain/observation.js';
import type { CameraPreview } from '../domain/preview.js';
import type { QualityLimits } from '../domain/quality.js';
import type { InferenceConfig } from '../open-models.js';

/** Messages between the door process and the vision process, over Node's IPC channel with structured clones. */

/** Maximum number of faces in one message; the child drops the smallest. */
export const mostFaces = 64;
/** Maximum length of a text in a message; the child truncates longer ones. */
export const mostText = 4096;
/** Maximum bytes of a preview's JPEG. */
export const mostPreviewBytes = 256 * 1024;

export interface VisionSettings {
  /** Absent if only pictures are analysed (command line). */
  readonly camera?: CameraConfig;
  readonly detectorFolder: string;
  readonly embedderFolder: string;
  /** Absent where liveness is unchecked: no passive model is loaded. */
  readonly padFolder?: string;
  readonly inference: InferenceConfig;
  readonly quality: QualityLimits;
}

export type ToVision =
  | { readonly kind: 'configure'; readonly settings: VisionSettings }
  | { readonly kind: 'analyse'; readonly id: number; readonly picture: Uint8Array }
  /** Requests the next frame as a small JPEG, the only way in which pixels leave this process. */
  | { readonly kind: 'preview'; readonly id: number }
  | { readonly kind: 'stop' };

export interface FaultMessage {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

export type FromVision =
  | {
      readonly kind: 'ready';
      readonly space: EmbeddingSpace;
      readonly defaultMinSimilarity: number;
      readonly pad?: PadFacts;
      readonly padFault?: FaultMessage;
      readonly models: readonly LoadedModel[];
    }
  | { readonly kind: 'observation'; readonly observation: Observation }
  | {
      readonly kind: 'analysis';
      readonly id: number;
      readonly width: number;
      readonly height: number;
      readonly faces: readonly ObservedFace[];
    }
  | ({ readonly kind: 'preview'; readonly id: number } & CameraPreview)
  /** The analysis or preview with this id failed. */
  | { readonly kind: 'askedInVain'; readonly id: number; readonly fault: FaultMessage }
  /** Sent every half second by the child's own loop; if it stops, the child hangs. */
  | {
      readonly kind: 'pulse';
      readonly camera?: HealthReport;
      /** Why faces are not checked for liveness, although they should be. */
      readonly padFault?: FaultMessage;
      readonly dropped: number;
      readonly residentBytes: number;
    }
  | {
      readonly kind: 'log';
      readonly level: 'info' | 'warn';
      readonly facts: Readonly<Record<string, unknown>>;
      readonly message: string;
    }
  /** The settings cannot work: the child ends after this. */
  | { readonly kind: 'failed'; readonly fault: FaultMessage };
