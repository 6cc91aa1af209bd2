import { ModelError } from '../../base/errors.js';
import type { Model } from '../tflite/model.js';

/** Frames in a row with the same number of faces before the model is rebuilt for that number: rebuilding costs more than it saves. */
const patience = 5;
const largest = 8;

/** How many crops a model takes at once: one, or the number of faces that keeps coming, where its batch can be resized. */
export class EmbedderBatch {
  readonly #model: Model;
  #size = 1;
  #resizable = true;
  #wanted = 1;
  #repeats = 0;

  constructor(model: Model) {
    this.#model = model;
  }

  /** The batch that the model is ready for, given that `count` crops came this time; more are run in several batches. */
  sizeFor(count: number): number {
    if (count === 0 || !this.#resizable) return this.#size;
    const wanted = Math.min(count, largest);
    this.#repeats = wanted === this.#wanted ? this.#repeats + 1 : 1;
    this.#wanted = wanted;
    if (wanted !== this.#size && this.#repeats >= patience) this.#resize(wanted);
    return this.#size;
  }

  #resize(size: number): void {
    try {
      this.#model.resizeBatch(size);
      this.#size = size;
    } catch (error) {
      if (!(error instanceof ModelError && error.code === 'model.batch')) throw error;
      this.#resizable = false;
    }
  }
}
