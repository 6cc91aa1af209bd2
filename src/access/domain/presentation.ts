import { after, elapsed, type Instant, type Millis } from '../../base/units.js';
import type { Embedding } from '../../vision/domain/embedding.js';
import type { Box } from '../../vision/domain/face.js';
import type { QualityReason } from '../../vision/domain/quality.js';
import type { ChallengeAction } from './challenge.js';
import type { Identification } from './identify.js';
import type { LiveLook } from './live-evidence.js';
import type { Asked, LiveFinding, LivenessRules } from './prove-alive.js';

/** The result of one frame about a visitor. */
export type Sighting =
  | {
      readonly kind: 'usable';
      readonly probe: Embedding;
      /** How much the probe weighs beside the others of the visit, above 0. */
      readonly weight: number;
      readonly look: LiveLook;
    }
  | { readonly kind: 'unusable'; readonly reason: QualityReason | 'multipleFaces' };

export type Usable = Extract<Sighting, { kind: 'usable' }> & { readonly at: Instant };

/** Who a probe is, by the gallery. */
export type Identify = (probe: Embedding) => Identification;

export interface PresentationRules {
  /** The match threshold; frames of one visitor are more alike than this. */
  readonly minSimilarity: number;
  /** Number of the last `of` sightings that must be of one visitor; joined, they must match a person. */
  readonly agree: number;
  readonly of: number;
  /** Pause after a denial before the visitor is tried again. */
  readonly retryAfter: Millis;
  /** Denials after which the visitor must leave the frame before another try; limits a stranger's chances. */
  readonly maxAttempts: number;
  /** Pause after a grant before the same visit can release again. */
  readonly regrantAfter: Millis;
  /** A face unseen for this long has left. */
  readonly absentAfter: Millis;
  readonly liveness: LivenessRules;
}

/** One visitor's visit. */
export interface Presentation {
  readonly id: string;
  readonly startedAt: Instant;
  readonly seenAt: Instant;
  readonly box: Box;
  /** The latest sightings, oldest first. */
  readonly window: readonly Usable[];
  /** What the visitor has been asked to do, once their face matched. */
  readonly challenge?: Asked;
  readonly attempts: number;
  /** Not judged again before this instant. */
  readonly quietUntil: Instant;
  /** The person granted last; other people need not wait for the pause after it. */
  readonly grantedTo: string | undefined;
}

/** What a visitor must wait for or do. */
export type Need =
  | 'moreFrames'
  | 'pause'
  | 'stepAway'
  | 'lookStraight'
  | QualityReason
  | 'multipleFaces'
  | ChallengeAction;

/** Why a challenge failed: time was over, the wrong movement, a face that jumped away, a visitor who left. */
export type Failure = 'late' | 'wrong' | 'jumped' | 'left';

export type Verdict =
  | { readonly kind: 'pending'; readonly need: Need }
  | {
      readonly kind: 'agreed';
      readonly person: string;
      readonly similarity: number;
      readonly liveness: LiveFinding;
    }
  /** The visitor did not do what they were asked for. */
  | {
      readonly kind: 'unanswered';
      readonly person: string;
      readonly asked: readonly ChallengeAction[];
      readonly how: Failure;
    }
  | { readonly kind: 'unknown'; readonly similarity?: number }
  | { readonly kind: 'ambiguous'; readonly similarity: number };

export interface Seen {
  readonly presentation: Presentation;
  readonly verdict: Verdict;
}

export function beginPresentation(id: string, box: Box, now: Instant): Presentation {
  return { id, startedAt: now, seenAt: now, box, window: [], attempts: 0, quietUntil: now, grantedTo: undefined };
}

export function hasLeft(
  presentation: Presentation,
  now: Instant,
  rules: Pick<PresentationRules, 'absentAfter'>,
): boolean {
  return elapsed(presentation.seenAt, now) > rules.absentAfter;
}

/** The visit without what was seen so far. */
export function afresh({ challenge: _, ...rest }: Presentation): Presentation {
  return { ...rest, window: [] };
}

/** After a grant: an empty window, and a pause for this person while the door is released. */
export function afterGrant(
  presentation: Presentation,
  grantedTo: string,
  now: Instant,
  rules: PresentationRules,
): Presentation {
  return { ...afresh(presentation), attempts: 0, quietUntil: after(now, rules.regrantAfter), grantedTo };
}

/** After a denial: an empty window, one attempt fewer, and a pause. */
export function afterDenial(presentation: Presentation, now: Instant, rules: PresentationRules): Presentation {
  return {
    ...afresh(presentation),
    attempts: presentation.attempts + 1,
    quietUntil: after(now, rules.retryAfter),
    grantedTo: undefined,
  };
}
