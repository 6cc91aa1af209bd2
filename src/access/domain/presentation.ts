import { after, elapsed, type Instant, type Millis, seconds } from '../../base/units.js';
import { type Embedding, similarity } from '../../vision/domain/embedding.js';
import type { Box } from '../../vision/domain/face.js';
import type { Liveness } from '../../vision/domain/liveness.js';
import type { QualityReason } from '../../vision/domain/quality.js';
import type { Identification } from './identify.js';

/** The result of one frame about a visitor. */
export type Sighting =
  | {
      readonly kind: 'identified';
      readonly identification: Identification;
      /** The embedding that was identified; absent if there was nothing to compare, which is never a match. */
      readonly probe?: Embedding;
      readonly liveness: Liveness;
    }
  | { readonly kind: 'unusable'; readonly reason: QualityReason | 'multipleFaces' };

type Identified = Extract<Sighting, { kind: 'identified' }> & { readonly at: Instant };

/** Sightings older than this are ignored. */
const evidenceFor: Millis = seconds(3);

export interface PresentationRules {
  /** Minimum similarity of a probe to the latest one to belong to the same visitor; the match threshold. */
  readonly minSimilarity: number;
  /** Number of the last `of` sightings that must match the same person. */
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
}

/** One visitor's visit. */
export interface Presentation {
  readonly id: string;
  readonly startedAt: Instant;
  readonly seenAt: Instant;
  readonly box: Box;
  readonly window: readonly Identified[];
  readonly attempts: number;
  /** Not judged again before this instant. */
  readonly quietUntil: Instant;
  /** The person granted last; other people need not wait for the pause after it. */
  readonly grantedTo: string | undefined;
}

export type Verdict =
  | { readonly kind: 'pending'; readonly need: 'moreFrames' | 'pause' | 'stepAway' | QualityReason | 'multipleFaces' }
  | {
      readonly kind: 'agreed';
      readonly person: string;
      readonly similarity: number;
      readonly liveness: readonly Liveness[];
    }
  | { readonly kind: 'unknown'; readonly similarity?: number }
  | { readonly kind: 'ambiguous'; readonly similarity: number };

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

/**
 * Adds a sighting to the visit. Returns `agreed` as soon as `agree` of the last `of` usable and recent sightings match one person and
 * resemble the latest one, and `unknown` or `ambiguous` if a full window did not. Faces are tracked by position, so another person may step
 * into a visit: they inherit no evidence, because both a template and a probe would have to match them.
 */
export function see(
  presentation: Presentation,
  sighting: Sighting,
  box: Box,
  now: Instant,
  rules: PresentationRules,
): { readonly presentation: Presentation; readonly verdict: Verdict } {
  const seen: Presentation = { ...presentation, seenAt: now, box };
  if (seen.attempts >= rules.maxAttempts) return { presentation: seen, verdict: { kind: 'pending', need: 'stepAway' } };
  if (now < seen.quietUntil && !isNext(seen, sighting))
    return { presentation: seen, verdict: { kind: 'pending', need: 'pause' } };
  if (sighting.kind === 'unusable') {
    return { presentation: seen, verdict: { kind: 'pending', need: sighting.reason } };
  }
  const latest = { ...sighting, at: now };
  const recent = seen.window.filter((s) => elapsed(s.at, now) <= evidenceFor);
  const window = [...recent, latest].slice(-rules.of);
  return { presentation: { ...seen, window }, verdict: judge(window, latest, rules) };
}

/** Whether the next person in the queue already stands where the last one was let in: tracking may join their visits. */
function isNext({ grantedTo }: Presentation, sighting: Sighting): boolean {
  if (grantedTo === undefined || sighting.kind !== 'identified') return false;
  const { identification } = sighting;
  return identification.kind === 'match' && identification.person !== grantedTo;
}

function judge(window: readonly Identified[], latest: Identified, rules: PresentationRules): Verdict {
  const now = latest.identification;
  if (now.kind === 'match') {
    const agreeing = window.filter(
      (s) => s.identification.kind === 'match' && s.identification.person === now.person && alike(s, latest, rules),
    );
    if (agreeing.length >= rules.agree) {
      return {
        kind: 'agreed',
        person: now.person,
        similarity: Math.max(...agreeing.map((s) => s.identification.similarity ?? -1)),
        liveness: agreeing.map((s) => s.liveness),
      };
    }
  }
  if (window.length < rules.of) return { kind: 'pending', need: 'moreFrames' };
  const similarity = Math.max(...window.map((s) => s.identification.similarity ?? -1));
  if (window.some((s) => s.identification.kind !== 'noMatch')) return { kind: 'ambiguous', similarity };
  const compared = window.some((s) => s.identification.similarity !== undefined);
  return compared ? { kind: 'unknown', similarity } : { kind: 'unknown' };
}

function alike({ probe: a }: Identified, { probe: b }: Identified, { minSimilarity }: PresentationRules): boolean {
  return a !== undefined && a.space.id === b?.space.id && similarity(a, b) >= minSimilarity;
}

/** After a grant: an empty window, and a pause for this person while the door is released. */
export function afterGrant(
  presentation: Presentation,
  grantedTo: string,
  now: Instant,
  rules: PresentationRules,
): Presentation {
  return { ...presentation, window: [], attempts: 0, quietUntil: after(now, rules.regrantAfter), grantedTo };
}

/** After a denial: an empty window, one attempt fewer, and a pause. */
export function afterDenial(presentation: Presentation, now: Instant, rules: PresentationRules): Presentation {
  return {
    ...presentation,
    window: [],
    attempts: presentation.attempts + 1,
    quietUntil: after(now, rules.retryAfter),
    grantedTo: undefined,
  };
}
