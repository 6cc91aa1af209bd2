import type { Timestamp } from '../../base/units.js';
import type { Embedding, EmbeddingSpace } from '../../vision/domain/embedding.js';

/** A person who can be enrolled. */
export interface Person {
  /** Stable id, chosen by the site: 1..64 of `A-Z a-z 0-9 . _ -`, beginning with a letter or digit. */
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly validFrom?: Timestamp;
  /** End of validity (exclusive). */
  readonly validUntil?: Timestamp;
  /** Doors this person may open; absent means all doors. */
  readonly doors?: readonly string[];
}

/** An enrolled sample's embedding. */
export interface Template {
  readonly id: number;
  readonly person: string;
  readonly embedding: Embedding;
}

/** A person with their templates, as a pushed gallery holds them. */
export interface GalleryEntry {
  readonly person: Person;
  readonly templates: readonly Embedding[];
}

/** A person's best similarity to a probe over all their templates. */
export interface Candidate {
  readonly person: string;
  readonly similarity: number;
}

/** Exact search over all templates of one embedding space. */
export interface GalleryIndex {
  readonly space: EmbeddingSpace;
  /** Number of templates. */
  readonly size: number;
  /**
   * The `count` most similar *distinct persons*, best first, with the float32 similarity of their best template.
   * @throws InvariantError if the probe is of another embedding space.
   */
  search(probe: Embedding, count: number): readonly Candidate[];
}

export const personIdPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
export const doorIdPattern = personIdPattern;
