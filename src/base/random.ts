/** Reproducible random numbers: the same seed gives the same people and pictures on every machine. */
export interface Random {
  /** 0 ≤ x < 1. */
  next(): number;
  between(low: number, high: number): number;
  /** Normal distribution, clipped at 2.5 deviations, so that traits stay plausible. */
  normal(mean: number, deviation: number): number;
  chance(share: number): boolean;
  pick<T>(items: readonly [T, ...T[]]): T;
}

/** Mulberry32 over a seed of whole numbers, mixed so that neighbouring seeds are unrelated. */
export function randomOf(...seed: readonly number[]): Random {
  let state = seed.reduce((mixed, part) => scramble(mixed ^ scramble(part + 0x9e3779b9)), 0x2545f491);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const between = (low: number, high: number): number => low + (high - low) * next();
  return {
    next,
    between,
    normal(mean, deviation) {
      const sum = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      return mean + deviation * Math.max(-2.5, Math.min(2.5, sum));
    },
    chance: (share) => next() < share,
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
  };
}

function scramble(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return h ^ (h >>> 16);
}
