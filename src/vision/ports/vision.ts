import type { HealthReport } from '../../base/health.js';
import type { Millis } from '../../base/units.js';
import type { LoadedModel } from '../../models/domain/model-bundle.js';
import type { EmbeddingSpace } from '../domain/embedding.js';
import type { PadFacts } from '../domain/liveness.js';
import type { Observation, ObservedFace } from '../domain/observation.js';
import type { CameraPreview } from '../domain/preview.js';

/** What the vision process reports once its models are loaded. */
export interface VisionFacts {
  readonly space: EmbeddingSpace;
  /** Similarity from which the embedder's bundle counts a match. */
  readonly defaultMinSimilarity: number;
  /** Undefined if no passive liveness model is loaded: then no face is checked. */
  readonly pad?: PadFacts;
  /** Why the configured passive model cannot be used. */
  readonly padFault?: StatedFault;
  readonly models: readonly LoadedModel[];
  readonly pid: number;
}

export interface PictureAnalysis {
  readonly width: number;
  readonly height: number;
  readonly faces: readonly ObservedFace[];
}

export interface VisionListener {
  /** In order of `sequence` within one run of the vision process; a restart starts again at 0. */
  observation(observation: Observation): void;
  ready(facts: VisionFacts): void;
  /** The process has ended. It is restarted with backoff until `close`, whatever the reason: a technician may fix the cause meanwhile. */
  lost(reason: string, fault?: StatedFault): void;
}

/** Why it could not start, as it reported. */
export interface StatedFault {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** The vision process. No call blocks or throws because of bad pixels. */
export interface Vision {
  start(listener: VisionListener): void;
  /**
   * Decodes an untrusted picture (JPEG, PNG, WebP) and analyses all its faces. @throws CommandRejected for a bad picture, HardwareFault if
   * vision is down.
   */
  analyse(picture: Uint8Array, options: { readonly within: Millis }): Promise<PictureAnalysis>;
  /** Restarts the process at once. */
  restart(): void;
  /**
   * The camera's next frame as a small JPEG for a person to look at. @throws CommandRejected without a camera, HardwareFault if vision is
   * down or no frame arrives.
   */
  preview(options: { readonly within: Millis }): Promise<CameraPreview>;
  health(): readonly HealthReport[];
  close(): Promise<void>;
}
