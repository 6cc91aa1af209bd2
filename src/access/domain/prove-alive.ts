import type { Instant, Millis } from '../../base/units.js';
import { type Embedding, similarity } from '../../vision/domain/embedding.js';
import type { PadFacts } from '../../vision/domain/liveness.js';
import { answer, beginChallenge, type Challenge, type ChallengeAction, isOver } from './challenge.js';
import { type AttackCue, judgeLooks, type LiveLook } from './live-evidence.js';
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

export type LivenessRefusal = 'livenessNotChecked' | 'attack' | 'livenessUndecided';

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
  /** The level that demanded it. */
  readonly level: LivenessLevel;
  readonly person: string;
  readonly probe: Embedding;
  /** All actions are done: the person must now match once more. */
  readonly passed: boolean;
}

/**
 * Judges whether a visitor is alive, from the looks at their face, oldest first, as far as the level demands it. `standard`: a live score, or
 * one that is undecided and a challenge passed; `strict`: a live score and a challenge passed. An attack is refused before anything is asked.
 * @param passed the actions of the challenge that they passed; undefined if none was put to them.
 */
export function proveAlive(
  looks: readonly LiveLook[],
  passed: readonly ChallengeAction[] | undefined,
  { level, pad }: LivenessRules,
): LiveFinding | { readonly kind: 'moreLooks' } | { readonly kind: 'ask' } {
  if (level === 'unchecked') return { kind: 'unchecked' };
  // A turned head scores lower for a moment: with a challenge, all looks count.
  const frames = Math.max(pad?.frames ?? 0, passed === undefined ? 0 : looks.length);
  const verdict = judgeLooks(looks, pad && { ...pad, frames });
  if (verdict.kind === 'notChecked') return { kind: 'refused', reason: 'livenessNotChecked' };
  const { score } = verdict;
  if (verdict.kind === 'attack') return { kind: 'refused', reason: 'attack', score, by: verdict.by };
  if (verdict.kind === 'tooFew') return { kind: 'moreLooks' };
  if (passed !== undefined) {
    const enough = level === 'standard' || verdict.kind === 'live';
    return enough ? { kind: 'live', score, answered: passed } : { kind: 'refused', reason: 'livenessUndecided', score };
  }
  if (verdict.kind === 'undecided') return { kind: verdict.full ? 'ask' : 'moreLooks' };
  return level === 'standard' ? { kind: 'live', score, answered: [] } : { kind: 'ask' };
}

/** Puts a challenge to the person. Undefined if the look has no pose to begin from. */
export function ask(
  person: string,
  { probe, look }: { readonly probe: Embedding; readonly look: LiveLook },
  now: Instant,
  { level, pad, answerWithin, draw }: LivenessRules,
): Asked | undefined {
  const actions = draw(level === 'strict' ? 2 : 1, pad?.eyes ?? false);
  const of = beginChallenge(actions, look, now, answerWithin);
  return of && { of, level, person, probe, passed: false };
}

/** The challenge after another look; only the face that was asked can answer. */
export function hear(
  asked: Asked,
  { probe, look }: { readonly probe?: Embedding; readonly look: LiveLook },
  now: Instant,
  { liveness, minSimilarity }: { readonly liveness: LivenessRules; readonly minSimilarity: number },
): Asked | 'late' | 'wrong' {
  if (isOver(asked.of, now)) return 'late';
  if (asked.passed || !isAsked(asked, probe, minSimilarity)) return asked;
  const { challenge: of, outcome } = answer(asked.of, look, now, liveness.answerWithin);
  return outcome === 'failed' ? 'wrong' : { ...asked, of, passed: outcome === 'passed' };
}

/** Whether this is the face that the challenge was put to. */
export function isAsked({ probe: asked }: Asked, probe: Embedding | undefined, minSimilarity: number): boolean {
  return probe !== undefined && probe.space.id === asked.space.id && similarity(probe, asked) >= minSimilarity;
}
