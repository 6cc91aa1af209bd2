import { expect, it } from 'vitest';
import type { KeyRing } from '../../../src/protocol/domain/key-ring.js';
import { TrustedKeys } from '../../../src/uplink/trusted-keys.js';
import { operator } from '../../support/commands.js';
import { ManualClock } from '../../support/manual-clock.js';
import { MemoryTrust } from '../../support/memory-trust.js';
import { silentLog } from '../../support/silent-log.js';

const ring = (version: number, revoked = false): KeyRing => ({ version, keys: [{ ...operator, revoked }] });

function open() {
  const trust = new MemoryTrust();
  return { trust, trusted: new TrustedKeys({ trust, clock: new ManualClock(), log: silentLog }) };
}

it('believes nobody before the first ring, then the one that was kept', async () => {
  const { trust, trusted } = open();
  await trusted.load();
  expect(trusted.ring()).toEqual({ version: 0, keys: [] });
  trust.ring = ring(3);
  await trusted.load();
  expect(trusted.ring().version).toBe(3);
});

it('says so when the ring cannot be read', async () => {
  const { trust, trusted } = open();
  trust.disk.full = true;
  await expect(trusted.load()).rejects.toMatchObject({ code: 'store.full' });
});

it('goes by a revocation before the disk has it, and keeps it with its audit event', async () => {
  const { trust, trusted } = open();
  trust.ring = ring(1);
  await trusted.load();
  trust.disk.freeze();
  const kept = trusted.adopt(ring(2, true));
  expect(trusted.ring()).toMatchObject({ version: 2, keys: [{ revoked: true }] });
  expect(trust.ring.version).toBe(1);
  trust.disk.thaw();
  await kept;
  expect(trust.ring.version).toBe(2);
  expect(trust.events).toMatchObject([{ kind: 'keys.changed', facts: { version: 2, keys: 1, revoked: 1 } }]);
});

it.each([1, 2])('refuses ring %i after ring 2, and keeps the present one', async (version) => {
  const { trust, trusted } = open();
  trust.ring = ring(2, true);
  await trusted.load();
  expect(() => trusted.adopt(ring(version))).toThrow(expect.objectContaining({ code: 'key.ring-old' }));
  expect(trusted.ring().keys[0]?.revoked).toBe(true);
  expect(trust.events).toEqual([]);
});
