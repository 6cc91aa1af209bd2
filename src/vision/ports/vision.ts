import type { HealthReport } from '../../base/health.js';
import type { Millis } from '../../base/units.js';
import type { LoadedModel } from '../../models/domain/model-bundle.js';
import type { EmbeddingSpace } from '../domain/embedding.js';
import type { Observation, ObservedFace } from '../domain/observation.js';
import type { CameraPreview } from '../domain/preview.js';

/** What the vision process found out about itself when its models were loaded. */
export interface VisionFacts {
  readonly space: EmbeddingSpace;
  /** Similarity at or above which the embedder's bundle speaks of a match. */
  readonly defaultMinSimilarity: number;
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
  /** The process is gone. It is started again with backoff until `close`, whatever ended it: a technician may mend it meanwhile. */
  lost(reason: string, fault?: StatedFault): void;
}

/** Why it could not start, in its own words. */
export interface StatedFault {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** Eyes of the terminal, in a process of their own. Nothing here blocks or throws because pixels were bad. */
export interface Vision {
  start(listener: VisionListener): void;
  /** Decodes an untrusted picture (JPEG, PNG, WebP) and analyses all its faces. @throws CommandRejected for a bad picture, HardwareFault when vision is gone. */
  analyse(picture: Uint8Array, options: { readonly within: Millis }): Promise<PictureAnalysis>;
  /** Ends the process; it is started again at once. */
  restart(): void;
  /** The camera's next frame as a small JPEG, for a person who looks. @throws CommandRejected without a camera, HardwareFault when vision is gone or no frame comes. */
  preview(options: { readonly within: Millis }): Promise<CameraPreview>;
  health(): readonly HealthReport[];
  close(): Promise<void>;
}
