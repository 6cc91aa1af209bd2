import { randomOf } from '../base/random.js';
import { type Comparisons, countsByPerson } from './comparisons.js';
import { type Interval, overPeople } from './domain/confidence-intervals.js';
import { Scores } from './scores.js';

/** Open-set identification (ISO/IEC 19795-1): searches by people who are in the gallery and by people who are not. */
export interface Searches {
  readonly gallerySize: number;
  readonly galleries: number;
  /** Best similarity of each search by a person who is not enrolled. */
  readonly nonMated: Scores;
  /** Similarity of each search by an enrolled person; -1 if another person ranked first, which no threshold corrects. */
  readonly mated: Scores;
  readonly fpirLimits: (threshold: number) => Interval;
  readonly fnirLimits: (threshold: number) => Interval;
}

/** Minimum share of people who must not be enrolled for the searches to be meaningful. */
const outside = 0.05;

/** Whether a set has enough people for galleries of a size. */
export const canFill = (personCount: number, gallerySize: number): boolean =>
  gallerySize <= personCount * (1 - outside);

/** Random galleries of one template each of `gallerySize` people; every other picture is a probe. Identical on every run. */
export function search(
  comparisons: Comparisons,
  gallerySize: number,
  galleries: number,
  onGallery: () => void,
): Searches {
  const { people, personCount, row } = comparisons;
  const random = randomOf(20250101, gallerySize);
  const pictures: number[][] = Array.from({ length: personCount }, () => []);
  for (const [sample, person] of people.entries()) pictures[person]?.push(sample);
  const mated: { person: number; similarity: number }[] = [];
  const nonMated: { person: number; similarity: number }[] = [];
  for (let trial = 0; trial < galleries; trial++) {
    const enrolled = new Int32Array(personCount).fill(-1);
    for (const person of shuffled(personCount, random.next).subarray(0, gallerySize)) {
      const own = pictures[person] ?? [];
      enrolled[person] = own[Math.floor(random.next() * own.length)] as number;
    }
    const gallery = enrolled.filter((sample) => sample >= 0);
    for (const [probe, person] of people.entries()) {
      const own = enrolled[person] as number;
      if (own === probe) continue;
      const similarities = row(probe);
      let best = -1;
      for (const template of gallery) best = Math.max(best, similarities[template] as number);
      if (own < 0) nonMated.push({ person, similarity: best });
      else mated.push({ person, similarity: similarities[own] === best ? best : -1 });
    }
    onGallery();
  }
  const scores = (trials: typeof mated): Scores => new Scores(Float32Array.from(trials, (t) => t.similarity));
  return {
    gallerySize,
    galleries,
    nonMated: scores(nonMated),
    mated: scores(mated),
    fpirLimits: (threshold) => overPeople(countsByPerson(nonMated, personCount, threshold)),
    fnirLimits(threshold) {
      const [low, high] = overPeople(countsByPerson(mated, personCount, threshold));
      return [1 - high, 1 - low];
    },
  };
}

function shuffled(count: number, random: () => number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}

/** FPIR of a gallery from the rate of single comparisons, if these were independent: 1 − (1 − FMR)^N. An estimate, not a measurement. */
export const extrapolatedFpir = (fmr: number, gallerySize: number): number =>
  -Math.expm1(gallerySize * Math.log1p(-fmr));

/** The FMR at which the same estimate gives that FPIR. */
export const fmrForFpir = (fpir: number, gallerySize: number): number => -Math.expm1(Math.log1p(-fpir) / gallerySize);
