import type { Instant, Millis } from '../../base/units.js';
import { type Embedding, similarity } from '../../vision/domain/embedding.js';
import type { PadFacts } from '../../vision/domain/liveness.js';
import { answer, beginChallenge, type Challenge, type ChallengeAction } from './challenge.js';
import { type AttackCue, judgeLooks, type LiveLook, type LiveVerdict } from './live-evidence.js';
import type { LivenessLevel } from './liveness-level.js';

export interface LivenessRules {
  readonly level: LivenessLevel;
  /** Of the loaded passive model; undefined if there is none. */
  readonly pad: PadFacts | undefined;
  /** Time to answer each request of a challenge. */
  readonly answerWithin: Millis;
  /** Draws the actions of a challenge at random. */
  readonly draw: (count: number, eyes: boolean) => readonly ChallengeAction[];
}

export type LivenessRefusal = 'livenessNotChecked' | 'attack' | 'challengeFailed' | 'livenessUndecided';

/** What was found out about the liveness of a visitor. */
export type LiveFinding =
  /** The level demands no evidence. */
  | { readonly kind: 'unchecked' }
  | { readonly kind: 'live'; readonly score: number; readonly answered: readonly ChallengeAction[] }
  | {
      readonly kind: 'refused';
      readonly reason: LivenessRefusal;
      readonly score?: number;
      /** What told the attack. */
      readonly by?: AttackCue;
    };

/** A challenge, and whom it was put to. */
export interface Asked {
  readonly of: Challenge;
  readonly person: string;
  readonly probe: Embedding;
}

export type LivenessProof =
  | LiveFinding
  | { readonly kind: 'moreLooks' }
  | { readonly kind: 'asked'; readonly challenge: Asked };

/** A sighting that matched the person. */
interface MatchedLook {
  readonly identification: { readonly kind: string; readonly person?: string };
  readonly probe?: Embedding;
  readonly look: LiveLook;
}

/**
 * Judges whether the person seen in these sightings, all alike and oldest first, is alive, as far as the level demands it. `standard`: a live
 * joined score, or one that is undecided and one action done; `strict`: a live joined score and two actions done. Attacks are refused
 * before anything is asked.
 */
export function proveAlive(
  same: readonly MatchedLook[],
  asked: Asked | undefined,
  now: Instant,
  rules: { readonly liveness: LivenessRules; readonly minSimilarity: number },
): LivenessProof {
  const { level, pad } = rules.liveness;
  if (level === 'unchecked') return { kind: 'unchecked' };
  const looks = same.map(({ look }) => look);
  // A turned head scores lower for a moment: during a challenge, all looks count.
  const frames = Math.max(pad?.frames ?? 0, asked === undefined ? 0 : looks.length);
  const verdict = judgeLooks(looks, pad && { ...pad, frames });
  if (verdict.kind === 'notChecked') return { kind: 'refused', reason: 'livenessNotChecked' };
  if (verdict.kind === 'attack') return { kind: 'refused', reason: 'attack', score: verdict.score, by: verdict.by };
  if (asked !== undefined) return goOn(asked, same, verdict, now, rules);
  if (verdict.kind === 'undecided' && !verdict.full) return { kind: 'moreLooks' };
  if (level === 'standard' && verdict.kind === 'live') return { kind: 'live', score: verdict.score, answered: [] };
  return ask(same, now, rules.liveness);
}

function ask(same: readonly MatchedLook[], now: Instant, rules: LivenessRules): LivenessProof {
  const latest = same.at(-1);
  const person = latest?.identification.person;
  if (latest?.probe === undefined || person === undefined) return { kind: 'moreLooks' };
  const actions = rules.draw(rules.level === 'strict' ? 2 : 1, rules.pad?.eyes ?? false);
  const of = beginChallenge(actions, latest.look, now, rules.answerWithin);
  return of === undefined ? { kind: 'moreLooks' } : { kind: 'asked', challenge: { of, person, probe: latest.probe } };
}

function goOn(
  asked: Asked,
  same: readonly MatchedLook[],
  verdict: Extract<LiveVerdict, { kind: 'live' | 'undecided' }>,
  now: Instant,
  { liveness: { level, answerWithin }, minSimilarity }: { liveness: LivenessRules; minSimilarity: number },
): LivenessProof {
  const latest = same.at(-1);
  // Only the face that was asked can answer.
  const isSame =
    latest?.probe?.space.id === asked.probe.space.id && similarity(latest.probe, asked.probe) >= minSimilarity;
  if (latest === undefined || !isSame) return { kind: 'asked', challenge: asked };
  const { challenge: of, outcome } = answer(asked.of, latest.look, now, answerWithin);
  if (outcome === 'failed') return { kind: 'refused', reason: 'challengeFailed', score: verdict.score };
  if (outcome === 'going') return { kind: 'asked', challenge: { ...asked, of } };
  if (level === 'strict' && verdict.kind !== 'live') {
    return { kind: 'refused', reason: 'livenessUndecided', score: verdict.score };
  }
  return { kind: 'live', score: verdict.score, answered: of.actions };
}
