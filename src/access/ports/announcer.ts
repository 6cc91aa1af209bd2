import type { Millis } from '../../base/units.js';
import type { Decision } from '../domain/policy.js';
import type { Need, Presentation } from '../domain/presentation.js';

/** Informs the visitor at the door (screen, lamp, console). Must not throw or block. */
export interface Announcer {
  arrived(presentation: Presentation): void;
  /** Called only when the need has changed. */
  pending(presentation: Presentation, need: Need): void;
  decided(presentation: Presentation, decision: Decision, facts: DecisionFacts): void;
  left(presentation: Presentation): void;
}

interface DecisionFacts {
  readonly similarity?: number;
  /** From the capture of the deciding frame to the driven relay; grants only. */
  readonly frameToRelay?: Millis;
}
