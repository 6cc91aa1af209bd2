import { describe, expect, it } from 'vitest';
import { reconnectDelay } from '../../../src/base/backoff.js';
import { instant } from '../../../src/base/units.js';
import { type Bucket, take } from '../../../src/uplink/domain/token-bucket.js';

describe('reconnecting', () => {
  it('uses the whole range up to a bound that grows to a minute', () => {
    expect(reconnectDelay(0, 0)).toBe(250);
    expect(reconnectDelay(0, 0.999999)).toBeLessThanOrEqual(4000);
    expect(reconnectDelay(1, 0.999999)).toBeGreaterThan(7900);
    expect(reconnectDelay(1000, 0.999999)).toBeLessThanOrEqual(60_000);
  });
});

describe('a token bucket', () => {
  it('gives its burst at once, then what comes back with time, and never more than the burst', () => {
    const rules = { burst: 3, perSecond: 2 };
    const taken = (bucket: Bucket | undefined, at: number, times: number): [number, Bucket | undefined] => {
      let last = bucket;
      let count = 0;
      for (let i = 0; i < times; i++) {
        const next = take(last, rules, instant(at));
        if (next === undefined) continue;
        last = next;
        count++;
      }
      return [count, last];
    };
    const [burst, empty] = taken(undefined, 0, 10);
    const [later, again] = taken(empty, 1000, 10);
    expect([burst, later, taken(again, 1_000_000, 10)[0]]).toEqual([3, 2, 3]);
  });
});
