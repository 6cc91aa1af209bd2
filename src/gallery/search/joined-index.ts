import { InvariantError } from '../../base/errors.js';
import type { Embedding, EmbeddingSpace } from '../../vision/domain/embedding.js';
import type { Candidate, GalleryIndex } from '../domain/gallery.js';
import { bestCandidates } from './best-candidates.js';

/** Several indexes of one space searched as one: a person's best template counts, in whichever it is. */
export class JoinedIndex implements GalleryIndex {
  readonly space: EmbeddingSpace;
  readonly #parts: readonly GalleryIndex[];

  /** @throws InvariantError when they are not all of `space` */
  constructor(space: EmbeddingSpace, parts: readonly GalleryIndex[]) {
    const stray = parts.find((part) => part.space.id !== space.id);
    if (stray) throw new InvariantError('embedding.space', `an index of ${stray.space.id} is not of ${space.id}`);
    this.space = space;
    this.#parts = parts;
  }

  get size(): number {
    return this.#parts.reduce((sum, { size }) => sum + size, 0);
  }

  search(probe: Embedding, count: number): readonly Candidate[] {
    const [only, ...more] = this.#parts;
    if (only !== undefined && more.length === 0) return only.search(probe, count);
    return bestCandidates(
      this.#parts.flatMap((part) => part.search(probe, count)),
      count,
    );
  }
}
