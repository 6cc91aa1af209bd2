import { elapsed, type Instant } from '../../base/units.js';

export interface BucketRules {
  /** Maximum taken at once. */
  readonly burst: number;
  /** Refill per second. */
  readonly perSecond: number;
}

/** Tokens left at a point in time. */
export interface Bucket {
  readonly left: number;
  readonly at: Instant;
}

/** The bucket after taking one token, or undefined if it is empty. */
export function take(bucket: Bucket | undefined, { burst, perSecond }: BucketRules, now: Instant): Bucket | undefined {
  const refilled =
    bucket === undefined ? burst : Math.min(burst, bucket.left + (elapsed(bucket.at, now) / 1000) * perSecond);
  return refilled >= 1 ? { left: refilled - 1, at: now } : undefined;
}
