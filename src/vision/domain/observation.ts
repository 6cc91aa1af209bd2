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
  /** Quality gates that the face failed; only a face without faults is embedded. */
  readonly faults: readonly QualityReason[];
  readonly liveness: Liveness;
  /** 32-bit fingerprint of the aligned crop: a camera's noise never repeats it, a recording may. */
  readonly print: number;
  readonly embedding?: Embedding;
}

/** Everything that leaves the vision process about one frame. No pixels. */
export interface Observation {
  /** Number of the frame within this run of the vision process; has gaps where frames were overwritten. */
  readonly sequence: number;
  readonly capturedAt: Instant;
  readonly width: number;
  readonly height: number;
  readonly faces: readonly ObservedFace[];
  readonly times: StageTimes;
}
