import { expect, it } from 'vitest';
import { instant } from '../../../../src/base/units.js';
import { type Bucket, take } from '../../../../src/uplink/domain/token-bucket.js';

const rules = { burst: 3, perSecond: 2 };

/** How many are given at this moment, and the bucket then. */
function drain(
  bucket: Bucket | undefined,
  now: number,
): { readonly given: number; readonly bucket: Bucket | undefined } {
  let given = 0;
  let left = bucket;
  for (let next = take(left, rules, instant(now)); next; next = take(left, rules, instant(now))) {
    left = next;
    given++;
  }
  return { given, bucket: left };
}

it('gives a burst, then what time gives back, and never more than a burst', () => {
  const first = drain(undefined, 0);
  expect(first.given).toBe(3);
  expect(drain(first.bucket, 499).given).toBe(0);
  const second = drain(first.bucket, 1000);
  expect(second.given).toBe(2);
  expect(drain(second.bucket, 1_000_000).given).toBe(3);
});

it('keeps the part of a token that time has given back', () => {
  const { bucket } = drain(undefined, 0);
  const one = take(bucket, rules, instant(750));
  expect(one?.left).toBeCloseTo(0.5);
  expect(take(one, rules, instant(1000))).toBeDefined();
});
