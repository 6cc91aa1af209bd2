import type { Instant, Millis } from '../../base/units.js';
import type { Embedding } from './embedding.js';
import type { Detection } from './face.js';
import type { Liveness } from './liveness.js';
import type { FaceQuality, QualityReason } from './quality.js';

/** The stages of the vision process, in order; each is timed. */
export const visionStages = ['detect', 'align', 'quality', 'liveness', 'embed'] as const;
export type VisionStage = (typeof visionStages)[number];
export type StageTimes = Readonly<Record<VisionStage, Millis>>;

export interface ObservedFace {
  readonly detection: Detection;
  readonly quality: FaceQuality;
  /** Gates the face failed; only a face that failed none is embedded. */
  readonly faults: readonly QualityReason[];
  readonly liveness: Liveness;
  readonly embedding?: Embedding;
}

/** All that leaves the vision process about one frame: no pixels. */
export interface Observation {
  /** Number of the frame within this run of the vision process; grows, with gaps where frames were overwritten. */
  readonly sequence: number;
  readonly capturedAt: Instant;
  readonly width: number;
  readonly height: number;
  readonly faces: readonly ObservedFace[];
  readonly times: StageTimes;
}
