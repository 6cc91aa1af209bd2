import { randomOf } from '../../base/random.js';

/** 95 % confidence limits of a rate. */
export type Interval = readonly [low: number, high: number];

const z = 1.96;

/** Wilson's score interval (1927) for `hits` of `count` independent trials. */
export function wilson(hits: number, count: number): Interval {
  if (count === 0) return [0, 1];
  const share = hits / count;
  const centre = share + (z * z) / (2 * count);
  const spread = z * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count));
  const scale = 1 + (z * z) / count;
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)];
}

const resamples = 1000;

/**
 * Subset bootstrap over people (Bolle, Ratha and Pankanti 2004): the trials of one person depend on each other, so whole people are drawn.
 * If all or none were hit, the bootstrap gives no information, and Wilson's interval over the people is used.
 * @param people hits and trials of each.
 */
export function overPeople(people: readonly (readonly [hits: number, trials: number])[]): Interval {
  const tested = people.filter(([, trials]) => trials > 0);
  const hit = tested.filter(([hits]) => hits > 0).length;
  if (hit === 0) return wilson(0, tested.length);
  if (tested.every(([hits, trials]) => hits === trials)) return wilson(tested.length, tested.length);
  const random = randomOf(1927);
  const rates = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    let [hits, trials] = [0, 0];
    for (let k = 0; k < tested.length; k++) {
      const drawn = tested[Math.floor(random.next() * tested.length)];
      hits += drawn?.[0] ?? 0;
      trials += drawn?.[1] ?? 0;
    }
    rates[i] = hits / trials;
  }
  rates.sort();
  return [rates[Math.floor(resamples * 0.025)] as number, rates[Math.floor(resamples * 0.975)] as number];
}
