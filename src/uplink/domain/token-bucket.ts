import { elapsed, type Instant } from '../../base/units.js';

export interface BucketRules {
  /** Taken at once, at most. */
  readonly burst: number;
  /** Given back each second. */
  readonly perSecond: number;
}

/** How many were left at that time. */
export interface Bucket {
  readonly left: number;
  readonly at: Instant;
}

/** The bucket after one was taken, or undefined when it is empty. */
export function take(bucket: Bucket | undefined, { burst, perSecond }: BucketRules, now: Instant): Bucket | undefined {
  const refilled =
    bucket === undefined ? burst : Math.min(burst, bucket.left + (elapsed(bucket.at, now) / 1000) * perSecond);
  return refilled >= 1 ? { left: refilled - 1, at: now } : undefined;
}
