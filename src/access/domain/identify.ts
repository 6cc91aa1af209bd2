import type { Candidate } from '../../gallery/domain/gallery.js';

/** Answer to "who is this?" over an open set (1:N). A stranger is `noMatch`, without a name. */
export type Identification =
  | { readonly kind: 'match'; readonly person: string; readonly similarity: number; readonly runnerUp?: number }
  | { readonly kind: 'ambiguous'; readonly similarity: number; readonly runnerUp: number }
  | { readonly kind: 'noMatch'; readonly similarity?: number };

export interface MatchThresholds {
  /** Minimum cosine similarity of a match; from the embedder's bundle, measured at a stated FPIR. */
  readonly minSimilarity: number;
  /** Minimum lead over the best template of *another* person. */
  readonly margin: number;
}

/**
 * Open-set identification from the most similar distinct persons, best first.
 * @param candidates at least the two best persons of the gallery, if it has two.
 */
export function identify(candidates: readonly Candidate[], thresholds: MatchThresholds): Identification {
  const [best, runnerUp] = candidates;
  if (best === undefined) return { kind: 'noMatch' };
  // Written so that NaN is not a match.
  if (!(best.similarity >= thresholds.minSimilarity)) return { kind: 'noMatch', similarity: best.similarity };
  if (runnerUp === undefined) return { kind: 'match', person: best.person, similarity: best.similarity };
  if (!(best.similarity - runnerUp.similarity >= thresholds.margin)) {
    return { kind: 'ambiguous', similarity: best.similarity, runnerUp: runnerUp.similarity };
  }
  return { kind: 'match', person: best.person, similarity: best.similarity, runnerUp: runnerUp.similarity };
}
