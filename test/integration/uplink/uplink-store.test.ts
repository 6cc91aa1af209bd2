import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { AuditKind } from '../../../src/audit/domain/audit.js';
import { auditEvent } from '../../../src/audit/ports/audit-event.js';
import { SqliteAuditStore } from '../../../src/audit/sqlite/audit-store.js';
import { timestamp } from '../../../src/base/units.js';
import { openUplinkStorage } from '../../../src/compose/uplink-storage.js';
import { SqliteGalleryStore } from '../../../src/gallery/sqlite/gallery-store.js';
import { systemClock } from '../../../src/platform/system-clock.js';

const clock = systemClock();
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function fresh() {
  const path = join(mkdtempSync(join(tmpdir(), 'ostiary-uplink-')), 'ostiary.db');
  const key = createSecretKey(randomBytes(32));
  const audit = await SqliteAuditStore.open({ path, bootId: 'boot', clock });
  const store = (sealedWith = key) => {
    const made = openUplinkStorage({ path, key: sealedWith, bootId: 'boot' });
    open.push(made);
    return { ...made.store, ...made.editor };
  };
  open.push(audit);
  const append = (...kinds: AuditKind[]) => audit.append(kinds.map((kind) => auditEvent(clock, kind, {})));
  return { store, append, path, key };
}
const now = () => ({ at: clock.monotonic(), wall: clock.wall(), wallTrusted: true });

it('keeps the outbox until it is acknowledged, by ranges', async () => {
  const { store, append } = await fresh();
  const outbox = store();
  await append('terminal.started', 'access.denied', 'access.granted', 'door.closed');
  await outbox.acknowledge([
    [1, 1],
    [3, 3],
  ]);
  await outbox.acknowledge([[1, 3]].map(([a]) => [a as number, a as number] as const));
  expect((await outbox.after(0, 10)).map(({ sequence, kind }) => [sequence, kind])).toEqual([
    [2, 'access.denied'],
    [4, 'door.closed'],
  ]);
  expect(await outbox.after(2, 10)).toHaveLength(1);
  expect(await store().epoch()).toBe(await outbox.epoch());
});

it('drops the oldest that are not about security first, and tells the gap', async () => {
  const { store, append } = await fresh();
  const outbox = store();
  await append('access.denied', 'door.opened', 'door.closed', 'access.granted', 'door.opened');
  expect(await outbox.trim(10, now())).toBe(0);
  expect(await outbox.trim(3, now())).toBe(2);
  const left = await outbox.after(0, 10);
  expect(left.map(({ kind }) => kind)).toEqual(['access.denied', 'access.granted', 'door.opened', 'outbox.dropped']);
  expect(left.at(-1)?.facts).toEqual({ events: 2, security: 0, first: 2, last: 3 });
});

it('remembers commands, counters, ring, session and revocations over a restart', async () => {
  const { store } = await fresh();
  const first = store();
  const id = randomUUID();
  const entry = { id, key: 'k1', counter: 7, issued: timestamp(1000), expires: timestamp(2000), digest: 'd' };
  await first.begin(entry, auditEvent(clock, 'command.accepted', { id }));
  await expect(first.begin(entry, auditEvent(clock, 'command.accepted', { id }))).rejects.toThrow();
  await first.finish(id, '{"ok":true}');
  await first.putKeyRing({ version: 3, keys: [] }, auditEvent(clock, 'keys.changed', {}));
  expect(await first.nextSession()).toBe(1);
  expect(await first.lockdown()).toBe(false);
  await first.keepLockdown(true);
  expect(await first.revoke('ada', timestamp(5), auditEvent(clock, 'gallery.removed', { person: 'ada' }))).toEqual({
    removed: false,
    revision: 1,
  });

  const second = store();
  expect(await second.recall(id)).toEqual({ digest: 'd', answer: '{"ok":true}' });
  expect(await second.recall(randomUUID())).toBeUndefined();
  expect(await second.highest('k1')).toEqual({ counter: 7, issued: 1000 });
  expect(await second.highest('k2')).toEqual({ counter: 0, issued: 1000 });
  expect(await second.keyRing()).toEqual({ version: 3, keys: [] });
  expect(await second.nextSession()).toBe(2);
  expect(await second.lockdown()).toBe(true);
  await second.keepLockdown(false);
  expect(await second.lockdown()).toBe(false);
  expect([...(await second.revocations())]).toEqual([['ada', 5]]);
});

it('keeps its seal key and the keys of groups sealed, also when the gallery key is rotated', async () => {
  const { store, path, key } = await fresh();
  const first = store();
  const sealKey = (await first.sealKey()).export({ format: 'jwk' });
  expect(await first.delivered()).toEqual({ version: 0, keys: {} });
  const lobby = randomBytes(32);
  await first.putDelivered({ version: 4, keys: { lobby: [lobby] } }, auditEvent(clock, 'keys.delivered', {}));
  expect(readFileSync(path).includes(lobby.toString('hex'))).toBe(false);

  const next = createSecretKey(randomBytes(32));
  const gallery = new SqliteGalleryStore({ path, key, bootId: 'boot' });
  gallery.rekey(next, auditEvent(clock, 'gallery.rekeyed', {}));
  gallery.close();
  await expect(store().sealKey()).rejects.toThrow(expect.objectContaining({ code: 'key.wrong' }));
  const second = store(next);
  expect((await second.sealKey()).export({ format: 'jwk' })).toEqual(sealKey);
  const { version, keys } = await second.delivered();
  expect([version, Buffer.from(keys.lobby?.[0] ?? [])]).toEqual([4, lobby]);
});
