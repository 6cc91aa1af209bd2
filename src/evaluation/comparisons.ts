import { dot } from '../vision/domain/embedding.js';
import { type Interval, overPeople } from './domain/confidence-intervals.js';
import type { Sample } from './embed-pictures.js';
import { identityOf } from './label-errors.js';
import { Scores } from './scores.js';

/** Every picture compared with every other. */
export interface Comparisons {
  /** Number of the person of each sample, from 0. */
  readonly people: Int32Array;
  readonly personCount: number;
  /** Similarities of a sample to all others, by sample. */
  row(sample: number): Float32Array;
  readonly genuine: Scores;
  readonly impostor: Scores;
  /** Limits of the share of genuine comparisons at or above a threshold. */
  acceptance(threshold: number): Interval;
}

export function compareAll(samples: readonly Sample[], onRow: () => void): Comparisons {
  const numbers = new Map<string, number>();
  const people = Int32Array.from(samples, ({ person }) => {
    const identity = identityOf(person);
    const number = numbers.get(identity) ?? numbers.size;
    numbers.set(identity, number);
    return number;
  });
  const count = samples.length;
  const matrix = new Float32Array(count * count);
  const impostor = new Float32Array((count * (count - 1)) / 2);
  const genuine: { readonly person: number; readonly similarity: number }[] = [];
  let impostors = 0;
  for (let i = 0; i < count; i++) {
    const own = samples[i]?.values ?? new Float32Array();
    for (let j = 0; j < i; j++) {
      const similarity = dot(own, samples[j]?.values ?? own);
      matrix[i * count + j] = similarity;
      matrix[j * count + i] = similarity;
      if (people[i] === people[j]) genuine.push({ person: people[i] as number, similarity });
      else impostor[impostors++] = similarity;
    }
    onRow();
  }
  return {
    people,
    personCount: numbers.size,
    row: (sample) => matrix.subarray(sample * count, (sample + 1) * count),
    genuine: new Scores(Float32Array.from(genuine, (g) => g.similarity)),
    impostor: new Scores(impostor.subarray(0, impostors)),
    acceptance: (threshold) => overPeople(countsByPerson(genuine, numbers.size, threshold)),
  };
}

/** For each person, the number of trials that reach a threshold, and the number of trials. */
export function countsByPerson(
  trials: readonly { readonly person: number; readonly similarity: number }[],
  personCount: number,
  threshold: number,
): (readonly [hits: number, trials: number])[] {
  const hits = new Int32Array(personCount);
  const all = new Int32Array(personCount);
  for (const { person, similarity } of trials) {
    all[person] = (all[person] as number) + 1;
    if (similarity >= threshold) hits[person] = (hits[person] as number) + 1;
  }
  return Array.from(all, (count, person) => [hits[person] as number, count] as const);
}
