import { CommandRejected } from '../base/errors.js';

/** Two pictures of a verification protocol, by person and number of the picture (from 1). */
interface Pair {
  readonly fold: number;
  readonly first: readonly [person: string, picture: number];
  readonly second: readonly [person: string, picture: number];
}

export interface Protocol {
  readonly folds: number;
  readonly pairs: readonly Pair[];
}

/**
 * Reads a `pairs.txt` as LFW has it (Huang et al. 2007): folds and pairs of each kind a fold; then, for each fold, the genuine
 * pairs (`name 1 4`) and as many impostor pairs (`name 1 other 2`), tab-separated.
 * @throws CommandRejected `evaluate.pairs` with the line
 */
export function parsePairs(text: string, place: string): Protocol {
  const lines = text.trim().split(/\r?\n/);
  const [folds = 0, each = 0] = (lines[0] ?? '').split(/\s+/).map(Number);
  const wrong = (line: number, why: string): CommandRejected =>
    new CommandRejected('evaluate.pairs', `${place}:${line}: ${why}`, {
      remedy: 'Use a pairs.txt in LFW format, or leave out --pairs: it is only needed for the LFW protocol.',
    });
  if (!(folds > 1) || !(each > 0)) throw wrong(1, 'expected the number of folds and of pairs of each kind');
  if (lines.length - 1 !== folds * each * 2)
    throw wrong(lines.length, `expected ${folds * each * 2} pairs, found ${lines.length - 1}`);
  const pairs = lines.slice(1).map((line, i): Pair => {
    const [name = '', a = '', b = '', c] = line.split('\t');
    const [first, second] = [Number(a), Number(c ?? b)];
    if (!Number.isInteger(first) || !Number.isInteger(second))
      throw wrong(i + 2, 'expected name, number, [name,] number');
    return { fold: Math.floor(i / (each * 2)), first: [name, first], second: [c === undefined ? name : b, second] };
  });
  return { folds, pairs };
}

/**
 * One fold (from 1) alone, for a model trained on the people of the others: in ten parts, each judged at the threshold that is best on the
 * other nine.
 * @throws CommandRejected `evaluate.fold`
 */
export function onlyFold({ folds, pairs }: Protocol, fold: number): Protocol {
  if (fold > folds)
    throw new CommandRejected('evaluate.fold', `there is no fold ${fold}, only 1 to ${folds}`, {
      remedy: 'Choose one of these folds, or leave out --fold.',
    });
  const own = pairs.filter((pair) => pair.fold === fold - 1);
  return { folds: 10, pairs: own.map((pair, i) => ({ ...pair, fold: i % 10 })) };
}

/** A pair that was compared. */
export interface Compared {
  readonly fold: number;
  readonly genuine: boolean;
  readonly similarity: number;
}

export interface Accuracy {
  readonly mean: number;
  /** Standard deviation over the folds. */
  readonly deviation: number;
}

/** LFW's unrestricted protocol: each fold is judged at the threshold that is best on the others. */
export function foldAccuracy(pairs: readonly Compared[], folds: number): Accuracy {
  const accuracies = Array.from({ length: folds }, (_, fold) => {
    const threshold = bestThreshold(pairs.filter((pair) => pair.fold !== fold));
    return accuracyAt(
      pairs.filter((pair) => pair.fold === fold),
      threshold,
    );
  });
  const mean = accuracies.reduce((sum, a) => sum + a, 0) / folds;
  return { mean, deviation: Math.sqrt(accuracies.reduce((sum, a) => sum + (a - mean) ** 2, 0) / folds) };
}

function bestThreshold(pairs: readonly Compared[]): number {
  let best = { threshold: 0, accuracy: 0 };
  for (let threshold = -0.2; threshold < 1; threshold += 0.0025) {
    const accuracy = accuracyAt(pairs, threshold);
    if (accuracy > best.accuracy) best = { threshold, accuracy };
  }
  return best.threshold;
}

function accuracyAt(pairs: readonly Compared[], threshold: number): number {
  return pairs.filter(({ genuine, similarity }) => genuine === similarity >= threshold).length / pairs.length;
}
