import { type Embedding, type EmbeddingSpace, similarity } from '../../vision/domain/embedding.js';
import type { Candidate, GalleryIndex } from '../domain/gallery.js';

/** An index with templates added to it one by one, for a batch of enrolments: rebuilding for each would be quadratic. */
export class GrowingIndex implements GalleryIndex {
  readonly #base: GalleryIndex;
  readonly #added: { readonly person: string; readonly embedding: Embedding }[] = [];

  constructor(base: GalleryIndex) {
    this.#base = base;
  }

  get space(): EmbeddingSpace {
    return this.#base.space;
  }

  get size(): number {
    return this.#base.size + this.#added.length;
  }

  add(person: string, templates: readonly Embedding[]): void {
    for (const embedding of templates) this.#added.push({ person, embedding });
  }

  search(probe: Embedding, count: number): readonly Candidate[] {
    const best = new Map(this.#base.search(probe, count).map((c) => [c.person, c.similarity]));
    for (const { person, embedding } of this.#added) {
      const alike = similarity(probe, embedding);
      if (alike > (best.get(person) ?? Number.NEGATIVE_INFINITY)) best.set(person, alike);
    }
    return [...best]
      .map(([person, alike]) => ({ person, similarity: alike }))
      .sort((a, b) => b.similarity - a.similarity || (a.person < b.person ? -1 : 1))
      .slice(0, count);
  }
}
