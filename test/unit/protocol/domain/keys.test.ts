import { describe, expect, it } from 'vitest';
import { timestamp } from '../../../../src/base/units.js';
import { deliver, noDelivery } from '../../../../src/protocol/domain/group-keys.js';
import {
  emptyRing,
  type KeyRing,
  requireKey,
  succeed,
  type TrustedKey,
} from '../../../../src/protocol/domain/key-ring.js';
import { operator } from '../../../support/commands.js';

const now = timestamp(1000);
const ringOf = (change: Partial<TrustedKey>): KeyRing => ({ version: 1, keys: [{ ...operator, ...change }] });

describe('a key ring', () => {
  it('gives the key that fits', () => {
    expect(requireKey(ringOf({}), operator.id, 'operator', now)).toEqual(operator);
    expect(requireKey(ringOf({ notAfter: timestamp(1001) }), operator.id, 'operator', now).id).toBe(operator.id);
  });

  it.each([
    ['is unknown', emptyRing, 'operator', 'key.unknown'],
    ['was revoked', ringOf({ revoked: true }), 'operator', 'key.revoked'],
    ['has expired', ringOf({ notAfter: timestamp(1000) }), 'operator', 'key.expired'],
    ['has another role', ringOf({}), 'enroller', 'key.role'],
  ] as const)('refuses one that %s', (_, ring, role, code) => {
    expect(() => requireKey(ring, operator.id, role, now)).toThrow(expect.objectContaining({ code }));
  });

  it('is followed by a newer one alone', () => {
    const [first, second] = [ringOf({}), { ...ringOf({}), version: 2 }];
    expect(succeed(first, second)).toBe(second);
    for (const next of [first, emptyRing]) {
      expect(() => succeed(first, next)).toThrow(expect.objectContaining({ code: 'key.ring-old' }));
    }
  });
});

describe('a delivery of group keys', () => {
  const key = (fill: number) => new Uint8Array(32).fill(fill);

  it('keeps the key before it, and those of other groups', () => {
    const first = deliver(
      noDelivery,
      1,
      new Map([
        ['lobby', key(1)],
        ['vault', key(9)],
      ]),
    );
    const third = deliver(deliver(first, 2, new Map([['lobby', key(2)]])), 3, new Map([['lobby', key(3)]]));
    expect(third).toEqual({ version: 3, keys: { lobby: [key(3), key(2)], vault: [key(9)] } });
  });

  it('keeps a key once that comes again', () => {
    const first = deliver(noDelivery, 1, new Map([['lobby', key(1)]]));
    expect(deliver(first, 2, new Map([['lobby', key(1)]])).keys.lobby).toEqual([key(1)]);
  });

  it('is never older', () => {
    const second = deliver(noDelivery, 2, new Map());
    for (const version of [1, 2]) {
      expect(() => deliver(second, version, new Map())).toThrow(expect.objectContaining({ code: 'key.delivery-old' }));
    }
  });
});
