import { elapsed, type Instant, type Millis, seconds } from '../../base/units.js';
import { request } from './challenge.js';
import type { Identification } from './identify.js';
import { isSameVisitor, joinProbes } from './joined-probe.js';
import type { LiveLook } from './live-evidence.js';
import type { Failure, Identify, Presentation, PresentationRules, Seen, Usable, Verdict } from './presentation.js';
import { type Asked, ask, hear, isAsked, proveAlive } from './prove-alive.js';

/** A slow camera may never show enough frames: the visitor is then asked after this time. */
const patience: Millis = seconds(2);

/** Who these sightings show, joined; undefined if too few resemble the latest. */
function identityOf(
  window: readonly Usable[],
  latest: Usable,
  rules: PresentationRules,
  identify: Identify,
): Identification | undefined {
  const same = sameAs(latest, window, rules);
  return same.length >= rules.agree ? identify(joinProbes(same)) : undefined;
}

function sameAs({ probe }: Usable, window: readonly Usable[], { minSimilarity }: PresentationRules): readonly Usable[] {
  return window.filter((s) => isSameVisitor(s.probe, probe, minSimilarity));
}

/** Judges a visit by its sightings, of which `latest` is the last one. */
export function judgeVisit(
  presentation: Presentation,
  latest: Usable,
  now: Instant,
  rules: PresentationRules,
  identify: Identify,
): Seen {
  const { challenge, ...unasked } = presentation;
  const identity = identityOf(presentation.window.slice(-rules.of), latest, rules, identify);
  // Another level may demand more.
  return challenge && challenge.level === rules.liveness.level
    ? challenged({ ...presentation, challenge }, latest, identity, now, rules)
    : unchallenged(unasked, latest, identity, now, rules);
}

function unchallenged(
  presentation: Presentation,
  latest: Usable,
  identity: Identification | undefined,
  now: Instant,
  rules: PresentationRules,
): Seen {
  const settled = (verdict: Verdict): Seen => ({ presentation, verdict });
  if (identity?.kind !== 'match') return settled(withoutMatch(identity, presentation.window, rules));
  const { person, similarity } = identity;
  const proof = proveAlive(looksAt(latest, presentation, rules), undefined, rules.liveness);
  const isWaiting = proof.kind === 'moreLooks' && elapsed(presentation.window[0]?.at ?? now, now) < patience;
  if (isWaiting) return settled({ kind: 'pending', need: 'moreFrames' });
  if (proof.kind !== 'ask' && proof.kind !== 'moreLooks')
    return settled({ kind: 'agreed', person, similarity, liveness: proof });
  const challenge = ask(person, latest, now, rules.liveness);
  if (challenge === undefined) return settled({ kind: 'pending', need: 'moreFrames' });
  return { presentation: { ...presentation, challenge }, verdict: asking(challenge) };
}

/** Judges a visitor who has been asked to do something: only after that need they match again, since a turned head matches less well. */
function challenged(
  presentation: Presentation & { readonly challenge: Asked },
  latest: Usable,
  identity: Identification | undefined,
  now: Instant,
  rules: PresentationRules,
): Seen {
  const { challenge: asked } = presentation;
  const heard = hear(asked, latest, now, rules);
  if (heard === 'late' || heard === 'wrong') return { presentation, verdict: unanswered(asked, heard) };
  const settled = (verdict: Verdict): Seen => ({ presentation: { ...presentation, challenge: heard }, verdict });
  const isThem =
    identity?.kind === 'match' && identity.person === asked.person && isAsked(asked, latest.probe, rules.minSimilarity);
  if (!isThem) return settled(asking(heard));
  const { person, similarity } = identity;
  const proof = proveAlive(looksAt(latest, presentation, rules), heard.of.actions, rules.liveness);
  if (proof.kind === 'moreLooks' || proof.kind === 'ask') return settled(asking(heard));
  const isAttack = proof.kind === 'refused' && proof.reason === 'attack';
  return settled(heard.passed || isAttack ? { kind: 'agreed', person, similarity, liveness: proof } : asking(heard));
}

/** What was seen of the face of this sighting. */
function looksAt(latest: Usable, { window }: Presentation, rules: PresentationRules): readonly LiveLook[] {
  return sameAs(latest, window, rules).map(({ look }) => look);
}

export const asking = ({ of }: Asked): Verdict => ({ kind: 'pending', need: request(of) });
export const unanswered = ({ person, of }: Asked, how: Failure): Verdict => ({
  kind: 'unanswered',
  person,
  asked: of.actions,
  how,
});

function withoutMatch(
  identity: Exclude<Identification, { kind: 'match' }> | undefined,
  window: readonly Usable[],
  { of }: PresentationRules,
): Verdict {
  // Frames that contradict each other are evidence of nobody; one of them may be a slip, so that more are awaited.
  if (window.length < (identity === undefined ? 2 * of : of)) return { kind: 'pending', need: 'moreFrames' };
  if (identity === undefined) return { kind: 'unknown' };
  const { kind, similarity } = identity;
  if (kind === 'ambiguous') return { kind, similarity };
  return similarity === undefined ? { kind: 'unknown' } : { kind: 'unknown', similarity };
}
