import type { Millis } from '../../base/units.js';
import type { LivenessPolicy } from '../../vision/domain/liveness.js';
import type { MatchThresholds } from './identify.js';
import type { PresentationRules } from './presentation.js';

/** What the access loop goes by, as it is set now. */
export interface AccessSettings {
  readonly door: string;
  readonly thresholds: MatchThresholds;
  readonly liveness: LivenessPolicy;
  readonly presentation: Omit<PresentationRules, 'minSimilarity'>;
  /** Oldest frame, counted from its capture, that is still evidence. */
  readonly maxAge: Millis;
  /** Longest time from the decision to its durable audit after which the door is not released any more. */
  readonly maxAuditDelay: Millis;
  /** True where a frame with more than one face is no evidence. */
  readonly singleFace: boolean;
}
