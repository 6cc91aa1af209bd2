import { createHash, createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Timestamp, timestamp } from '../../../src/base/units.js';
import { openUplinkStorage } from '../../../src/compose/uplink-storage.js';
import type { GalleryEntry } from '../../../src/gallery/domain/gallery.js';
import { galleryRevision, loadGallery } from '../../../src/gallery/load-gallery.js';
import { sealJwk } from '../../../src/protocol/wire/sealed.js';
import { topics } from '../../../src/protocol/wire/topics.js';
import { embedding } from '../../../src/vision/domain/embedding.js';
import { GalleryPush } from '../../support/gallery-push.js';
import { Mosquitto } from '../../support/mosquitto.js';
import { needs } from '../../support/needs.js';
import { testRandom } from '../../support/seed.js';
import { Panel, Site } from '../../support/site.js';
import { syncTerminal } from '../../support/sync-terminal.js';
import { until } from '../../support/terminal.js';

const space = { id: 'aaaaaaaaaaaaaaaa/1', dimension: 512 };
const people = Number(process.env.OSTIARY_PEOPLE ?? 10_000);

/** One direction, of which each person has a turn: making 100,000 random ones would take longer than to push them. */
const random = testRandom('templates');
const noise = Float32Array.from({ length: 1024 }, () => random.between(-0.5, 0.5));
const entry = (i: number, name = `Person ${i}`): GalleryEntry => {
  const values = noise.slice(i % 512, (i % 512) + 512);
  values[i % 509] = 1 + (i % 97);
  return { person: { id: `p${i}`, name, enabled: true }, templates: [embedding(space, values)] };
};
function* entries(count: number): Generator<GalleryEntry> {
  for (let i = 0; i < count; i++) yield entry(i);
}

needs('mosquitto').describe(`pushed galleries`, () => {
  const site = new Site();
  const revoked = new Map<string, Timestamp>();
  let broker: Mosquitto;
  let panel: Panel;
  let push: GalleryPush;
  let folder: string;
  let terminals: { close(): Promise<void> }[];
  let audited: { kind: string; facts: Record<string, unknown> }[];

  beforeEach(async () => {
    broker = await Mosquitto.start();
    panel = new Panel(broker.port);
    push = new GalleryPush(panel, site, space);
    folder = mkdtempSync(join(tmpdir(), 'ostiary-galleries-'));
    terminals = [];
    audited = [];
    revoked.clear();
  });
  afterEach(async () => {
    for (const terminal of terminals) await terminal.close();
    await panel.close();
    await broker.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A terminal, up to the gallery in memory. */
  async function terminal() {
    const note = (kind: string, facts: object) => void audited.push({ kind, facts: { ...facts } });
    const storage = openUplinkStorage({ path: join(folder, 'ostiary.db'), key: site.groupKey, bootId: 'boot' });
    const vault = storage.store;
    const sealKey = sealJwk(await vault.sealKey());
    const made = await syncTerminal({ url: broker.url, site, folder, space, note, vault });
    const { galleries } = made;
    const local = {
      revision: () => 0,
      people: () => [],
      templateCounts: () => new Map(),
      templatesAfter: () => ({ templates: [], damaged: [] }),
    };
    const sources = { local, pushed: { galleries, revocations: async () => revoked } };
    const close = () => made.close().finally(() => storage.close());
    terminals.push({ close });
    const load = () => loadGallery(sources, space);
    return { ...made, vault, sealKey, close, load, revision: () => galleryRevision(sources) };
  }

  it('arrive whole, then by deltas; who was away finds everything', async () => {
    await push.snapshot(1, entries(700));
    const first = await terminal();
    await until(() => first.galleries.present('lobby')?.revision === 1);
    expect((await first.load()).index.size).toBe(700);
    const before = first.revision();
    await push.delta(1, 2, { put: [entry(7, 'Renamed'), entry(700)], removed: ['p8'] });
    await until(() => first.galleries.present('lobby')?.revision === 2);
    expect(first.revision()).not.toBe(before);
    await first.close();
    await push.delta(2, 3, { removed: ['p9'] });
    await push.delta(3, 4, { removed: ['p10'] });

    const again = await terminal();
    expect(again.galleries.present('lobby')?.revision).toBe(2);
    await until(() => again.galleries.present('lobby')?.revision === 4);
    const { people: known, index, faults } = await again.load();
    expect(faults).toEqual([]);
    expect(known.size).toBe(698);
    expect(known.get('p7')?.name).toBe('Renamed');
    expect(['p8', 'p9', 'p10'].some((id) => known.has(id))).toBe(false);
    expect(index.search(entry(42).templates[0] as never, 1)[0]).toMatchObject({ similarity: expect.closeTo(1, 2) });
    expect(audited.filter(({ kind }) => kind === 'gallery.accepted').map(({ facts }) => facts.revision)).toEqual([
      1, 2, 4,
    ]);
  });

  it('keep out whom a command has revoked, until the site pushes again', async () => {
    await push.snapshot(1, entries(3));
    const { galleries, load } = await terminal();
    await until(() => galleries.present('lobby')?.revision === 1);
    revoked.set('p1', timestamp(Date.now()));
    expect([...(await load()).people.keys()]).toEqual(['p0', 'p2']);
    await new Promise((done) => setTimeout(done, 5));
    await push.manifest(2, {
      snapshot: { revision: 2, chunks: [...push.chunks].map(([sha256, { length }]) => ({ sha256, bytes: length })) },
    });
    await until(() => galleries.present('lobby')?.revision === 2);
    expect((await load()).people.size).toBe(3);
  });

  it.each([
    ['another embedding space', { space: { id: 'bbbbbbbbbbbbbbbb/1', dimension: 512 } }, 'gallery.space'],
    ['another group key', { groupKey: '0123456789abcdef' }, 'gallery.key'],
    ['a gap', { deltas: [{ base: 3, revision: 5, chunks: [] }], revision: 5 }, 'gallery.gap'],
    ['a digest that does not fit', { digest: 'a'.repeat(64), snapshot: { revision: 3, chunks: [] } }, 'gallery.digest'],
    [
      'an older revision',
      { revision: 1, snapshot: { revision: 1, chunks: [] }, digest: createHash('sha256').update('').digest('hex') },
      'gallery.rollback',
    ],
  ])('of %s are refused by name, and the old one serves on', async (_, change, code) => {
    await push.snapshot(2, entries(3));
    const { galleries, load } = await terminal();
    await until(() => galleries.present('lobby')?.revision === 2);
    await push.manifest(3, change);
    await until(() => audited.some(({ kind, facts }) => kind === 'gallery.refused' && facts.code === code));
    expect(galleries.present('lobby')?.revision).toBe(2);
    expect((await load()).people.size).toBe(3);
  });

  it('under a new key are read by whom it was delivered to, and the old key is of no more use', async () => {
    await push.snapshot(1, entries(3));
    const { galleries, load, sealKey, vault } = await terminal();
    await until(() => galleries.present('lobby')?.revision === 1);
    const refusals = () =>
      audited.filter(({ kind, facts }) => kind === 'gallery.refused' && facts.code === 'gallery.key');
    const next = createSecretKey(randomBytes(32));
    await push.rekey(next);
    await push.snapshot(2, entries(4));
    await until(() => refusals().length === 1);
    expect((await load()).people.size).toBe(3);
    await panel.publish(topics.groupKeys('hq', 'door-1'), await site.groupKeys(1, next, sealKey), { retain: true });
    await until(() => galleries.present('lobby')?.revision === 2);
    expect((await load()).people.size).toBe(4);
    await push.rekey(site.groupKey);
    await push.snapshot(3, entries(3));
    await until(() => refusals().length === 2);

    // A delivery that is not newer, and one for another terminal.
    const stolen = createSecretKey(randomBytes(32));
    await panel.publish(topics.groupKeys('hq', 'door-1'), await site.groupKeys(1, stolen, sealKey));
    const other = sealJwk(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
    await panel.publish(topics.groupKeys('hq', 'door-1'), await site.groupKeys(2, stolen, other));
    await until(() => audited.some(({ kind, facts }) => kind === 'refused' && facts.code === 'envelope.sealed'));
    const { version, keys } = await vault.delivered();
    expect(version).toBe(1);
    expect(keys.lobby?.map((key) => Buffer.from(key))).toEqual([next.export()]);
  });

  it('are asked for when the broker does not have them, and mended when a file is damaged', {
    timeout: 160_000,
  }, async () => {
    await push.snapshot(1, entries(3));
    const [[sha256, sealed]] = [...push.chunks] as [[string, Buffer]];
    const topic = topics.chunk('hq', 'lobby', sha256);
    await panel.publish(topic, '', { retain: true });
    await panel.listen('ostiary/v1/hq/door-1/gallery/wanted');
    const first = await terminal();
    await until(() => panel.on('gallery/wanted').length > 0, 40_000);
    expect(panel.on('gallery/wanted')[0]).toEqual({
      terminal: 'door-1',
      group: 'lobby',
      revision: 0,
      missing: [sha256],
    });
    await panel.publish(topic, sealed, { retain: true });
    await until(() => first.galleries.present('lobby')?.revision === 1, 120_000);
    await first.close();

    writeFileSync(join(folder, 'lobby', sha256), Buffer.alloc(sealed.length));
    // Not connected when it finds the damage, or it might have mended it before the third comes.
    const second = await terminal();
    await second.close();
    expect((await second.load()).faults).toHaveLength(1);
    const third = await terminal();
    await until(() => readdirSync(join(folder, 'lobby')).includes(sha256));
    await until(() => audited.filter(({ kind }) => kind === 'gallery.accepted').length === 2);
    expect((await third.load()).people.size).toBe(3);
  });

  it(`of ${people} people × 512 arrive with at most 60 MB`, { timeout: 280_000 }, async () => {
    await push.snapshot(1, entries(people));
    const begun = performance.now();
    const { galleries, load } = await terminal();
    await until(() => galleries.present('lobby')?.revision === 1, 200_000);
    const fetched = performance.now();
    const { index } = await load();
    const loaded = performance.now();
    expect(index.size).toBe(people);
    expect(push.bytes).toBeLessThan(60e6 * Math.max(1, people / 100_000));
    console.log(
      `${people} people: ${(push.bytes / 1e6).toFixed(1)} MB; verified on disk after ${((fetched - begun) / 1000).toFixed(1)} s, in memory ${((loaded - fetched) / 1000).toFixed(1)} s later`,
    );
  });
});
