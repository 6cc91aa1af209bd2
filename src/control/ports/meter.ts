import type { Millis } from '../../base/units.js';
import type { VisionStage } from '../../vision/domain/observation.js';

/** Stages from camera to relay. `frameToRelay` is the total, from capture to the driven line. */
export type Stage = 'captureAge' | VisionStage | 'match' | 'decide' | 'audit' | 'relay' | 'frameToRelay';
export type Counter =
  | 'framesProcessed'
  | 'framesStale'
  | 'presentations'
  | 'granted'
  | 'denied'
  | 'attacks'
  | 'attackAlarms'
  | 'visionRestarts';

/** Latencies since the start, in milliseconds. */
export interface StageSummary {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

export interface Meter {
  stage(stage: Stage, time: Millis): void;
  count(counter: Counter): void;
}
