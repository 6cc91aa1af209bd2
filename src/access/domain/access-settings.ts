import type { Millis } from '../../base/units.js';
import type { AttackRules } from './attack-alarm.js';
import type { MatchThresholds } from './identify.js';
import type { PresentationRules } from './presentation.js';

/** The current settings of the access loop. */
export interface AccessSettings {
  readonly door: string;
  readonly thresholds: MatchThresholds;
  readonly attacks: AttackRules;
  readonly presentation: Omit<PresentationRules, 'minSimilarity'>;
  /** Maximum age of a frame, counted from its capture. */
  readonly maxAge: Millis;
  /** Longest time from the decision to its durable audit; after that, the door is not released. */
  readonly maxAuditDelay: Millis;
  /** True to ignore frames with more than one face. */
  readonly singleFace: boolean;
}
