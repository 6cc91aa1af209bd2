import type { MeasuredThreshold } from '../models/domain/model-bundle.js';
import { dot } from '../vision/domain/embedding.js';
import { type Comparisons, compareAll } from './comparisons.js';
import type { Interval } from './domain/confidence-intervals.js';
import type { Acquired, Sample } from './embed-pictures.js';
import { type Accuracy, type Compared, foldAccuracy, type Protocol } from './lfw-protocol.js';
import { canFill, extrapolatedFpir, fmrForFpir, type Searches, search } from './open-set.js';
import { Scores } from './scores.js';

/** All measurements of a pair of bundles on a set of people. */
export interface Evaluation {
  readonly name: string;
  readonly pictures: number;
  readonly missed: readonly string[];
  readonly comparisons: Comparisons;
  /** By the pairs of a protocol, if there is one. */
  readonly verification?: {
    readonly pairs: number;
    readonly folds: number;
    readonly accuracy: Accuracy;
    readonly genuine: Scores;
    readonly impostor: Scores;
  };
  /** Searches for each gallery size that the set has enough people for. */
  readonly searches: readonly Searches[];
}

export const gallerySizes = [100, 1000, 10_000] as const;
const galleries = 40;

/** Steps of `evaluate`, for a progress bar. */
export const stepsOf = (pictures: number): number => 2 * pictures + gallerySizes.length * galleries;

/** @param step called `stepsOf(pictures)` times at most, without those of `acquire`. */
export function evaluate(
  name: string,
  { samples, missed }: Acquired,
  protocol: Protocol | undefined,
  step: (what: string) => void,
): Evaluation {
  const comparisons = compareAll(samples, () => step('comparing'));
  const searches = gallerySizes
    .filter((size) => canFill(comparisons.personCount, size))
    .map((size) => search(comparisons, size, galleries, () => step(`galleries of ${size}`)));
  return {
    name,
    pictures: samples.length + missed.length,
    missed,
    comparisons,
    ...(protocol ? { verification: verify(samples, protocol) } : {}),
    searches,
  };
}

function verify(samples: readonly Sample[], { folds, pairs }: Protocol): NonNullable<Evaluation['verification']> {
  const pictures = new Map<string, Sample>();
  for (const sample of samples) {
    const number = /(\d+)\.[^.]+$/.exec(sample.file)?.[1];
    if (number !== undefined) pictures.set(`${sample.person}\t${Number(number)}`, sample);
  }
  const compared = pairs.map(({ fold, first, second }): Compared => {
    const [a, b] = [pictures.get(first.join('\t')), pictures.get(second.join('\t'))];
    // A face that was not found is never accepted.
    return { fold, genuine: first[0] === second[0], similarity: a && b ? dot(a.values, b.values) : -1 };
  });
  const of = (genuine: boolean): Scores =>
    new Scores(
      Float32Array.from(
        compared.filter((pair) => pair.genuine === genuine),
        (pair) => pair.similarity,
      ),
    );
  return {
    pairs: pairs.length,
    folds,
    accuracy: foldAccuracy(compared, folds),
    genuine: of(true),
    impostor: of(false),
  };
}

/** Rates at one similarity, against galleries of one size. */
export interface RatesAt {
  readonly similarity: number;
  readonly fmr: number;
  readonly fnmr: number;
  readonly gallerySize: number;
  readonly fpir: number;
  readonly fnir: number;
  /** Confidence limits over people; absent for an extrapolation. */
  readonly fpirLimits?: Interval;
  readonly fnirLimits?: Interval;
}

/** Measured if the set has enough people for the gallery, otherwise extrapolated from the rates of single comparisons. */
export function ratesAt({ comparisons, searches }: Evaluation, similarity: number, gallerySize: number): RatesAt {
  const fmr = comparisons.impostor.shareFrom(similarity);
  const fnmr = 1 - comparisons.genuine.shareFrom(similarity);
  const measured = searches.find((s) => s.gallerySize === gallerySize);
  const rates = { similarity, fmr, fnmr, gallerySize };
  // A larger gallery never improves a person's rank: the FNMR is a lower bound of the FNIR.
  if (measured === undefined) return { ...rates, fpir: extrapolatedFpir(fmr, gallerySize), fnir: fnmr };
  return {
    ...rates,
    fpir: measured.nonMated.shareFrom(similarity),
    fnir: 1 - measured.mated.shareFrom(similarity),
    fpirLimits: measured.fpirLimits(similarity),
    fnirLimits: measured.fnirLimits(similarity),
  };
}

/** The requested rate for a threshold, and for an FPIR the size of the gallery. */
export type Wish =
  | { readonly rate: 'fmr'; readonly atMost: number }
  | { readonly rate: 'fpir'; readonly atMost: number; readonly gallerySize: number };

/**
 * The entry of a bundle's `thresholds` for a requested rate: the lowest similarity, to three decimals, at which the rate is not exceeded.
 */
export function thresholdFor(evaluation: Evaluation, wish: Wish, people: string): MeasuredThreshold {
  const { comparisons, searches } = evaluation;
  const measured = wish.rate === 'fpir' ? searches.find((s) => s.gallerySize === wish.gallerySize) : undefined;
  const lowest =
    measured?.nonMated.thresholdFor(wish.atMost) ??
    comparisons.impostor.thresholdFor(wish.rate === 'fmr' ? wish.atMost : fmrForFpir(wish.atMost, wish.gallerySize));
  const similarity = Math.ceil(lowest * 1000) / 1000;
  const gallerySize = wish.rate === 'fpir' ? wish.gallerySize : 1000;
  const { fmr, fnmr, fpir, fnir } = ratesAt(evaluation, similarity, gallerySize);
  const how = searches.some((s) => s.gallerySize === gallerySize)
    ? `${galleries} random galleries of ${gallerySize} people with one template each`
    : `FPIR at ${gallerySize} extrapolated as 1-(1-FMR)^N, FNIR at least the FNMR`;
  return {
    similarity,
    fmr: rounded(fmr),
    fnmr: rounded(fnmr),
    gallerySize,
    fpir: rounded(fpir),
    fnir: rounded(fnir),
    measuredOn: `${people}; ${comparisons.impostor.count} impostor and ${comparisons.genuine.count} genuine comparisons, ${comparisons.impostor.countFrom(similarity)} false matches; ${how}`,
  };
}

const rounded = (rate: number): number => Number(rate.toPrecision(3));
