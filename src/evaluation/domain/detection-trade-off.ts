import { type Rate, rate } from './attack-rates.js';

/** Rates at one threshold: scores of at least `threshold` count as bona fide. */
export interface TradeOff {
  readonly threshold: number;
  /** Attacks that reach the threshold. */
  readonly apcer: Rate;
  /** Bona fide scores below it. */
  readonly bpcer: Rate;
}

export function tradeOffAt(threshold: number, live: readonly number[], attacks: readonly number[]): TradeOff {
  return ratesAt(threshold, live.toSorted(ascending), attacks.toSorted(ascending));
}

/** The highest threshold at which the BPCER is at most `share`. Undefined without bona fide scores. */
export function thresholdForBpcer(live: readonly number[], share: number): number | undefined {
  return live.toSorted(ascending)[Math.floor(share * live.length + 1e-9)];
}

/** The rates at every threshold where one of them changes, from the laxest to beyond the highest score. */
export function tradeOffs(live: readonly number[], attacks: readonly number[]): readonly TradeOff[] {
  if (live.length === 0 || attacks.length === 0) return [];
  const [sortedLive, sortedAttacks] = [live.toSorted(ascending), attacks.toSorted(ascending)];
  const thresholds = [...new Set([...live, ...attacks])].sort(ascending);
  return [...thresholds, Number.POSITIVE_INFINITY].map((threshold) => ratesAt(threshold, sortedLive, sortedAttacks));
}

/** Where both rates are as close to each other as they come, and the mean of both there: the equal error rate. */
export function equalErrorRate(
  points: readonly TradeOff[],
): { readonly threshold: number; readonly share: number } | undefined {
  const gap = ({ apcer, bpcer }: TradeOff): number => Math.abs(apcer.share - bpcer.share);
  const [first] = points;
  if (first === undefined) return undefined;
  const { threshold, apcer, bpcer } = points.reduce((best, point) => (gap(point) < gap(best) ? point : best), first);
  return { threshold, share: (apcer.share + bpcer.share) / 2 };
}

/** What a set of scores can do at best, whatever the threshold of the bundle. */
export interface Sweep {
  readonly live: number;
  readonly attacks: number;
  /** The rates where the BPCER is 5 % at most. */
  readonly atBpcer5: TradeOff;
  readonly equalError: { readonly threshold: number; readonly share: number };
}

/** Undefined without scores of both kinds. */
export function sweep(live: readonly number[], attacks: readonly number[]): Sweep | undefined {
  const threshold = thresholdForBpcer(live, 0.05);
  const equalError = equalErrorRate(tradeOffs(live, attacks));
  if (threshold === undefined || equalError === undefined) return undefined;
  const atBpcer5 = tradeOffAt(threshold, live, attacks);
  return { live: live.length, attacks: attacks.length, atBpcer5, equalError };
}

const ascending = (a: number, b: number): number => a - b;

/** @param live and `attacks` sorted */
function ratesAt(threshold: number, live: readonly number[], attacks: readonly number[]): TradeOff {
  return {
    threshold,
    apcer: rate(attacks.length - countBelow(attacks, threshold), attacks.length),
    bpcer: rate(countBelow(live, threshold), live.length),
  };
}

function countBelow(sorted: readonly number[], threshold: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}
