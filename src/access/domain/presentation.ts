import { after, elapsed, type Instant, type Millis, millis, seconds } from '../../base/units.js';
import { type Embedding, similarity } from '../../vision/domain/embedding.js';
import { type Box, overlap } from '../../vision/domain/face.js';
import type { QualityReason } from '../../vision/domain/quality.js';
import { awaited, type ChallengeAction, isOver } from './challenge.js';
import type { Identification } from './identify.js';
import type { LiveLook } from './live-evidence.js';
import { type Asked, type LiveFinding, type LivenessRules, proveAlive } from './prove-alive.js';

/** The result of one frame about a visitor. */
export type Sighting =
  | {
      readonly kind: 'identified';
      readonly identification: Identification;
      /** The embedding that was identified; absent if there was nothing to compare, which is never a match. */
      readonly probe?: Embedding;
      readonly look: LiveLook;
    }
  | { readonly kind: 'unusable'; readonly reason: QualityReason | 'multipleFaces' };

export type Identified = Extract<Sighting, { kind: 'identified' }> & { readonly at: Instant };

/** Sightings older than this are ignored. */
const evidenceFor: Millis = seconds(3);
/** Number of sightings kept: liveness is judged over more than identity. */
const kept = 30;
/** A face that moves further than this overlap, or changes its size by more than this ratio, from frame to frame may be another one. */
const sameFace = { overlap: 0.3, scale: 1.5, gap: millis(1000) };

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
  readonly liveness: LivenessRules;
}

/** One visitor's visit. */
export interface Presentation {
  readonly id: string;
  readonly startedAt: Instant;
  readonly seenAt: Instant;
  readonly box: Box;
  /** The latest sightings, oldest first. */
  readonly window: readonly Identified[];
  /** What the visitor has been asked to do, once their face matched. */
  readonly challenge?: Asked;
  readonly attempts: number;
  /** Not judged again before this instant. */
  readonly quietUntil: Instant;
  /** The person granted last; other people need not wait for the pause after it. */
  readonly grantedTo: string | undefined;
}

/** What a visitor must wait for or do. */
export type Need = 'moreFrames' | 'pause' | 'stepAway' | QualityReason | 'multipleFaces' | ChallengeAction;

export type Verdict =
  | { readonly kind: 'pending'; readonly need: Need }
  | {
      readonly kind: 'agreed';
      readonly person: string;
      readonly similarity: number;
      readonly liveness: LiveFinding;
    }
  /** The visitor did not do in time what they were asked for. */
  | { readonly kind: 'unanswered'; readonly person: string }
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
 * resemble the latest one, and their liveness has been found out; `unknown` or `ambiguous` if the last `of` did not match. Faces are tracked
 * by position, so another person may step into a visit: they inherit no evidence, because both a template and a probe would have to match
 * them, and a face that jumps starts afresh.
 */
export function see(
  presentation: Presentation,
  sighting: Sighting,
  box: Box,
  now: Instant,
  rules: PresentationRules,
): { readonly presentation: Presentation; readonly verdict: Verdict } {
  const isOther = jumped(presentation, box, now);
  const seen: Presentation = { ...(isOther ? afresh(presentation) : presentation), seenAt: now, box };
  // Whoever breaks off a challenge has had their try.
  if (isOther && presentation.challenge) return { presentation: seen, verdict: unanswered(presentation.challenge) };
  if (seen.attempts >= rules.maxAttempts) return { presentation: seen, verdict: { kind: 'pending', need: 'stepAway' } };
  if (now < seen.quietUntil && !isNext(seen, sighting))
    return { presentation: seen, verdict: { kind: 'pending', need: 'pause' } };
  if (sighting.kind === 'unusable') return { presentation: seen, verdict: withoutLook(seen, sighting.reason, now) };
  const latest = { ...sighting, at: now };
  const recent = seen.window.filter((s) => elapsed(s.at, now) <= evidenceFor);
  const window = [...recent, latest].slice(-kept);
  return judge({ ...seen, window }, latest, now, rules);
}

/** Whether this may be another face than the one before: it moved too far, changed its size, or was away. */
export function jumped({ box: from, seenAt }: Pick<Presentation, 'box' | 'seenAt'>, to: Box, now: Instant): boolean {
  const scale = Math.max(from.width / to.width, to.width / from.width);
  return overlap(from, to) < sameFace.overlap || !(scale <= sameFace.scale) || elapsed(seenAt, now) > sameFace.gap;
}

function afresh({ challenge: _, ...rest }: Presentation): Presentation {
  return { ...rest, window: [] };
}

/** The time to answer runs on while the face cannot be used. */
function withoutLook({ challenge }: Presentation, reason: Need, now: Instant): Verdict {
  if (challenge === undefined) return { kind: 'pending', need: reason };
  return isOver(challenge.of, now) ? unanswered(challenge) : asking(challenge);
}

/** Whether the next person in the queue already stands where the last one was let in: tracking may join their visits. */
function isNext({ grantedTo }: Presentation, sighting: Sighting): boolean {
  if (grantedTo === undefined || sighting.kind !== 'identified') return false;
  const { identification } = sighting;
  return identification.kind === 'match' && identification.person !== grantedTo;
}

function judge(
  presentation: Presentation,
  latest: Identified,
  now: Instant,
  rules: PresentationRules,
): { readonly presentation: Presentation; readonly verdict: Verdict } {
  const { window, challenge } = presentation;
  const settled = (verdict: Verdict) => ({ presentation, verdict });
  if (challenge && isOver(challenge.of, now)) return settled(unanswered(challenge));
  const person = agreement(window.slice(-rules.of), latest, rules);
  if (person !== undefined) {
    const same = agreeing(window, latest, person, rules);
    const proof = proveAlive(same, challenge?.person === person ? challenge : undefined, now, rules);
    if (proof.kind === 'asked') {
      return { presentation: { ...presentation, challenge: proof.challenge }, verdict: asking(proof.challenge) };
    }
    if (proof.kind === 'moreLooks') return settled({ kind: 'pending', need: 'moreFrames' });
    const similarity = Math.max(...same.map((s) => s.identification.similarity ?? -1));
    return settled({ kind: 'agreed', person, similarity, liveness: proof });
  }
  // A head that turns matches less well for a moment: the time to answer limits it.
  if (challenge) return settled(asking(challenge));
  return settled(withoutMatch(window.slice(-rules.of), rules));
}

const asking = ({ of }: Asked): Verdict => ({ kind: 'pending', need: awaited(of) });
const unanswered = ({ person }: Asked): Verdict => ({ kind: 'unanswered', person });

/** The person whom enough of these sightings match, the latest among them. */
function agreement(window: readonly Identified[], latest: Identified, rules: PresentationRules): string | undefined {
  const { identification } = latest;
  if (identification.kind !== 'match') return undefined;
  const { person } = identification;
  return agreeing(window, latest, person, rules).length >= rules.agree ? person : undefined;
}

/** The sightings that match this person and resemble the latest one. */
function agreeing(
  window: readonly Identified[],
  latest: Identified,
  person: string,
  rules: PresentationRules,
): readonly Identified[] {
  return window.filter(
    (s) => s.identification.kind === 'match' && s.identification.person === person && alike(s, latest, rules),
  );
}

function withoutMatch(window: readonly Identified[], rules: PresentationRules): Verdict {
  if (window.length < rules.of) return { kind: 'pending', need: 'moreFrames' };
  const similarity = Math.max(...window.map((s) => s.identification.similarity ?? -1));
  if (window.some((s) => s.identification.kind !== 'noMatch')) return { kind: 'ambiguous', similarity };
  const compared = window.some((s) => s.identification.similarity !== undefined);
  return compared ? { kind: 'unknown', similarity } : { kind: 'unknown' };
}

function alike(
  { probe: a }: Pick<Identified, 'probe'>,
  { probe: b }: Pick<Identified, 'probe'>,
  { minSimilarity }: Pick<PresentationRules, 'minSimilarity'>,
): boolean {
  return a !== undefined && a.space.id === b?.space.id && similarity(a, b) >= minSimilarity;
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
