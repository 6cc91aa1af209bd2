import { type Embedding, type EmbeddingSpace, similarity } from '../../vision/domain/embedding.js';
import type { Candidate, GalleryIndex } from '../domain/gallery.js';
import { bestCandidates } from './best-candidates.js';
import type { SealedIndex } from './gallery-index.js';

/**
 * A sealed index, and over it what has changed since: people who do not count there any more, and templates beside it.
 * A change costs what it changes; a search grows with the changes, so who holds this has it built anew now and then.
 */
export class OverlaidIndex implements GalleryIndex {
  readonly #base: SealedIndex;
  /** Whose templates in the base do not count. */
  readonly #gone = new Set<string>();
  readonly #beside = new Map<string, readonly Embedding[]>();
  #size: number;
  #changes = 0;

  constructor(base: SealedIndex) {
    this.#base = base;
    this.#size = base.size;
  }

  get space(): EmbeddingSpace {
    return this.#base.space;
  }

  get size(): number {
    return this.#size;
  }

  /** How much the overlay costs: people that are looked up, and templates that are compared one by one. */
  get changes(): number {
    return this.#changes;
  }

  /** These are the person's templates from now on. Those of another space are none here. */
  put(person: string, templates: readonly Embedding[]): void {
    this.remove(person);
    const own = templates.filter(({ space }) => space.id === this.space.id);
    if (own.length === 0) return;
    this.#beside.set(person, own);
    this.#size += own.length;
    this.#changes += own.length;
  }

  remove(person: string): void {
    const beside = this.#beside.get(person)?.length ?? 0;
    this.#beside.delete(person);
    this.#size -= beside;
    this.#changes -= beside;
    const inBase = this.#gone.has(person) ? 0 : this.#base.templatesOf(person);
    if (inBase === 0) return;
    this.#gone.add(person);
    this.#size -= inBase;
    this.#changes++;
  }

  search(probe: Embedding, count: number): readonly Candidate[] {
    const found = this.#base.search(probe, count, this.#gone);
    if (this.#beside.size === 0) return found;
    const beside = [...this.#beside].flatMap(([person, templates]) =>
      templates.map((template) => ({ person, similarity: similarity(probe, template) })),
    );
    return bestCandidates([...found, ...beside], count);
  }
}
