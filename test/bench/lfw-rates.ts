/** Error rates from similarities: pure arithmetic of `lfw.ts`. */

/** Scores of one kind of comparison, sorted, for rates at any threshold. */
export class Scores {
  readonly #sorted: Float32Array;
  constructor(values: Float32Array) {
    this.#sorted = values.toSorted();
  }

  get count(): number {
    return this.#sorted.length;
  }

  /** Share of scores at or above `threshold`. */
  atOrAbove(threshold: number): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] as number) < threshold) low = middle + 1;
      else high = middle;
    }
    return (this.#sorted.length - low) / this.#sorted.length;
  }

  quantile(share: number): number {
    return this.#sorted[Math.min(this.#sorted.length - 1, Math.floor(share * this.#sorted.length))] as number;
  }
}

export interface Verification {
  readonly accuracy: number;
  /** Standard deviation over the folds. */
  readonly deviation: number;
}

export interface Pair {
  readonly fold: number;
  readonly genuine: boolean;
  readonly similarity: number;
}

/** The unrestricted LFW protocol: each fold judged at the threshold that is best on the others. */
export function foldAccuracy(pairs: readonly Pair[], folds: number): Verification {
  const accuracies = Array.from({ length: folds }, (_, fold) => {
    const threshold = bestThreshold(pairs.filter((pair) => pair.fold !== fold));
    return accuracyAt(
      pairs.filter((pair) => pair.fold === fold),
      threshold,
    );
  });
  const accuracy = accuracies.reduce((sum, a) => sum + a, 0) / folds;
  return { accuracy, deviation: Math.sqrt(accuracies.reduce((sum, a) => sum + (a - accuracy) ** 2, 0) / folds) };
}

function bestThreshold(pairs: readonly Pair[]): number {
  let best = { threshold: 0, accuracy: 0 };
  for (let threshold = -0.2; threshold < 1; threshold += 0.0025) {
    const accuracy = accuracyAt(pairs, threshold);
    if (accuracy > best.accuracy) best = { threshold, accuracy };
  }
  return best.threshold;
}

function accuracyAt(pairs: readonly Pair[], threshold: number): number {
  return pairs.filter(({ genuine, similarity }) => genuine === similarity >= threshold).length / pairs.length;
}
