import { ModelError } from '../../base/errors.js';
import type { Model } from '../tflite/model.js';

/** Consecutive frames with the same number of faces before the model is rebuilt for that number; rebuilding is expensive. */
const patience = 5;
const largest = 8;

/** Chooses the batch size: one, or the recurring number of faces if the model can be resized. */
export class EmbedderBatch {
  readonly #model: Model;
  #size = 1;
  #resizable = true;
  #wanted = 1;
  #repeats = 0;

  constructor(model: Model) {
    this.#model = model;
  }

  /** The current batch size, after `count` crops this time. More crops run in several batches. */
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
