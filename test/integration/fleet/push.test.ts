import { createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log.js';
import { openPushedGalleries } from '../../../src/fleet/files/pushed-galleries.js';
import { type PushPlan, planPush } from '../../../src/fleet/plan-push.js';
import type { PushedGalleries } from '../../../src/fleet/ports/pushed-galleries.js';
import { keepPlan, publishGallery } from '../../../src/fleet/publish-gallery.js';
import type { GalleryEntry } from '../../../src/gallery/domain/gallery.js';
import { chunksOf, type GalleryManifest, isNews, requireUsable } from '../../../src/gallery/domain/gallery-manifest.js';
import { embedding } from '../../../src/vision/domain/embedding.js';
import { ManualClock } from '../../support/manual-clock.js';

const space = { id: 'model/1', dimension: 512 };
const enroller = generateKeyPairSync('ed25519').privateKey;
const key = createSecretKey(randomBytes(32));
const clock = new ManualClock();
let seed = 1;
const someone = (id: string, name = id): GalleryEntry => ({
  person: { id, name, enabled: true },
  templates: [
    embedding(
      space,
      Array.from({ length: space.dimension }, () => Math.sin(seed++)),
    ),
  ],
});
const crowd = (count: number, first = 0): GalleryEntry[] =>
  Array.from({ length: count }, (_, i) => someone(`p${first + i}`));

let folder: string;
let galleries: PushedGalleries;
/** What the broker retains. */
let broker: Map<string, Uint8Array>;
let atBroker: GalleryManifest | undefined;
const open = (groupKey = key) =>
  openPushedGalleries(
    { folder, site: 'hq', groups: [{ name: 'lobby', key: groupKey }], log: silentLog },
    () => enroller,
  );
const onChunk = () => undefined;
const link = {
  publishChunk: async (_: string, sha256: string, sealed: Uint8Array | undefined) => {
    if (sealed) broker.set(sha256, sealed);
    else broker.delete(sha256);
  },
  publishManifest: async () => undefined,
};
const plan = (wanted: readonly GalleryEntry[], full = false) =>
  planPush({ site: 'hq', group: 'lobby', space, wanted, atBroker, full }, { galleries, clock });
/** Pushes, and looks at it as a terminal does. */
async function push(wanted: readonly GalleryEntry[], full = false): Promise<PushPlan> {
  const planned = await plan(wanted, full);
  const before = atBroker;
  await keepPlan(planned, { galleries, link });
  await publishGallery(planned.manifest, { atBroker: before, again: false, onChunk }, { galleries, link });
  const { manifest } = planned;
  requireUsable(
    manifest,
    { site: 'hq', group: 'lobby', space, groupKeys: [galleries.keyId('lobby')] },
    galleries.digest(chunksOf(manifest)),
  );
  expect(isNews(manifest, before)).toBe(planned.kind !== 'current');
  expect(new Set(broker.keys())).toEqual(new Set(chunksOf(manifest).map(({ sha256 }) => sha256)));
  const held = [...(await galleries.open(manifest)).entries()];
  expect(held.map(({ person }) => person.id).sort()).toEqual(wanted.map(({ person }) => person.id).sort());
  atBroker = manifest;
  return planned;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ostiary-pushed-'));
  galleries = await open();
  broker = new Map();
  atBroker = undefined;
});
afterEach(() => rmSync(folder, { recursive: true }));

it('pushes a snapshot, then what has changed, then nothing', async () => {
  const people = crowd(20);
  expect(await push(people)).toMatchObject({ kind: 'snapshot', put: 20, manifest: { revision: 1, people: 20 } });
  expect(await push(people)).toMatchObject({ kind: 'current' });
  const [first, second, ...rest] = people as [GalleryEntry, GalleryEntry, ...GalleryEntry[]];
  const changed = [{ ...second, person: { ...second.person, enabled: false } }, ...rest, someone('new')];
  expect(await push(changed)).toMatchObject({
    kind: 'delta',
    put: 2,
    removed: 1,
    manifest: { revision: 2, people: 20 },
  });
  expect(await push([first])).toMatchObject({ kind: 'delta', put: 1, removed: 20 });
  expect(await push([])).toMatchObject({ kind: 'delta', removed: 1, manifest: { people: 0 } });
});

it('makes a new snapshot where it must, with a revision that terminals follow', async () => {
  const people = crowd(10);
  await push(people);
  expect(await push(people, true)).toMatchObject({ kind: 'snapshot', manifest: { revision: 2 } });
  // Somebody else pushed, or this site was restored from a backup.
  const other = { revision: 7, chunks: [{ sha256: 'f'.repeat(64), bytes: 1 }] };
  atBroker = { ...(atBroker as GalleryManifest), revision: 7, digest: 'f'.repeat(64), snapshot: other };
  broker = new Map([['f'.repeat(64), Buffer.from('x')]]);
  expect(await push(people)).toMatchObject({ kind: 'snapshot', manifest: { revision: 8 } });
  // A chunk of what was pushed is damaged.
  const [chunk = ''] = readdirSync(join(folder, 'lobby')).filter((name) => name !== 'manifest.jws');
  writeFileSync(join(folder, 'lobby', chunk), 'damaged');
  expect(await push(people.slice(1))).toMatchObject({ kind: 'snapshot', manifest: { revision: 9 } });
  // Another key of the group.
  galleries = await open(createSecretKey(randomBytes(32)));
  expect(await push(people)).toMatchObject({ kind: 'snapshot', manifest: { revision: 10, deltas: [] } });
  // Deltas of more than 256 KiB, and more than a quarter of the snapshot.
  const large = crowd(1000, 100);
  expect(await push(large)).toMatchObject({ kind: 'snapshot', manifest: { revision: 11 } });
  expect(await push([...large, ...crowd(3000, 50_000)])).toMatchObject({ kind: 'snapshot' });
});

it('finishes at the next push what was stopped before it was published', async () => {
  const people = crowd(5);
  await keepPlan(await plan(people), { galleries, link });
  expect(broker.size).toBe(0);
  galleries = await open();
  const planned = await plan(people);
  expect(planned.kind).toBe('current');
  await publishGallery(planned.manifest, { atBroker: undefined, again: false, onChunk }, { galleries, link });
  expect(broker.size).toBe(1);
});
