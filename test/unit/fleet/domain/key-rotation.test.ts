import { expect, it } from 'vitest';
import { timestamp } from '../../../../src/base/units.js';
import { liveKey, withKey, withoutKey } from '../../../../src/fleet/domain/key-rotation.js';
import { emptyRing, type Role, type TrustedKey } from '../../../../src/protocol/domain/key-ring.js';

const key = (id: string, ...roles: Role[]): TrustedKey => ({ id, publicKey: id, roles, label: id, revoked: false });
const ring = [key('a', 'operator'), key('b', 'operator', 'enroller'), key('c', 'collector')].reduce(
  (before, next) => withKey(before, next, { instead: false }),
  emptyRing,
);

it('rotates a role: what had no other role is revoked, and the version grows', () => {
  const next = withKey(ring, key('d', 'operator'), { instead: true });
  expect(next.version).toBe(ring.version + 1);
  expect(next.keys.filter(({ revoked }) => revoked).map(({ id }) => id)).toEqual(['a']);
  expect(liveKey(next, 'operator', 0)?.id).toBe('d');
});

it('signs with the newest key that is neither revoked nor expired', () => {
  expect(liveKey(ring, 'operator', 0)?.id).toBe('b');
  expect(liveKey(withoutKey(ring, 'b'), 'operator', 0)?.id).toBe('a');
  expect(liveKey(ring, 'releaseManager', 0)).toBeUndefined();
  const old = withKey(emptyRing, { ...key('e', 'operator'), notAfter: timestamp(5) }, { instead: false });
  expect([liveKey(old, 'operator', 4)?.id, liveKey(old, 'operator', 5)]).toEqual(['e', undefined]);
});

it('refuses to revoke a key that it does not know', () => {
  expect(() => withoutKey(ring, 'x')).toThrow(/not in the key ring/);
});
