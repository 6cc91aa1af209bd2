import { elapsed, type Instant, type Millis, millis, seconds } from '../../base/units.js';
import { type Box, overlap } from '../../vision/domain/face.js';
import { isOver } from './challenge.js';
import { asking, judgeVisit, unanswered } from './judge-visit.js';
import {
  afresh,
  type Identify,
  type Need,
  type Presentation,
  type PresentationRules,
  type Seen,
  type Sighting,
  type Verdict,
} from './presentation.js';

/** Sightings older than this are ignored. */
const evidenceFor: Millis = seconds(3);
/** Number of sightings kept: liveness is judged over more than identity. */
const kept = 30;
/** A face that moves further than this overlap, or changes its size by more than this ratio, from frame to frame may be another one. */
const sameFace = { overlap: 0.3, scale: 1.5, gap: millis(1000) };

/**
 * Adds a sighting to the visit. As soon as `agree` of the last `of` usable and recent sightings are of one face, the latest among them, their
 * probes are joined to one, which is identified: returns `agreed` if it matches and its liveness has been found out, and `unknown` or
 * `ambiguous` if the last `of` did not match. Faces are tracked by position, so another person may step into a visit: they inherit no
 * evidence, because only frames that resemble theirs more than a match must are joined with it, and a face that jumps starts afresh.
 */
export function see(
  presentation: Presentation,
  sighting: Sighting,
  box: Box,
  now: Instant,
  rules: PresentationRules,
  identify: Identify,
): Seen {
  const isOther = jumped(presentation, box, now);
  const seen: Presentation = { ...(isOther ? afresh(presentation) : presentation), seenAt: now, box };
  // Whoever breaks off a challenge has had their try.
  if (isOther && presentation.challenge)
    return { presentation: seen, verdict: unanswered(presentation.challenge, 'jumped') };
  if (seen.attempts >= rules.maxAttempts) return { presentation: seen, verdict: { kind: 'pending', need: 'stepAway' } };
  if (now < seen.quietUntil && !isNext(seen, sighting, identify))
    return { presentation: seen, verdict: { kind: 'pending', need: 'pause' } };
  if (sighting.kind === 'unusable') return { presentation: seen, verdict: withoutLook(seen, sighting.reason, now) };
  const latest = { ...sighting, at: now };
  const recent = seen.window.filter((s) => elapsed(s.at, now) <= evidenceFor);
  const window = [...recent, latest].slice(-kept);
  return judgeVisit({ ...seen, window }, latest, now, rules, identify);
}

/** Whether this may be another face than the one before: it moved too far, changed its size, or was away. */
export function jumped({ box: from, seenAt }: Pick<Presentation, 'box' | 'seenAt'>, to: Box, now: Instant): boolean {
  const scale = Math.max(from.width / to.width, to.width / from.width);
  return overlap(from, to) < sameFace.overlap || !(scale <= sameFace.scale) || elapsed(seenAt, now) > sameFace.gap;
}

/** The time to answer runs on while the face cannot be used. */
function withoutLook({ challenge }: Presentation, reason: Need, now: Instant): Verdict {
  if (challenge === undefined) return { kind: 'pending', need: reason };
  return isOver(challenge.of, now) ? unanswered(challenge, 'late') : asking(challenge);
}

/** Whether the next person in the queue already stands where the last one was let in: tracking may join their visits. */
function isNext({ grantedTo }: Presentation, sighting: Sighting, identify: Identify): boolean {
  if (grantedTo === undefined || sighting.kind !== 'usable') return false;
  const identification = identify(sighting.probe);
  return identification.kind === 'match' && identification.person !== grantedTo;
}
