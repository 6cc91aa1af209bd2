import { describe, expect, it } from 'vitest';
import type { GalleryManifest } from '../../../src/gallery/domain/gallery-manifest.js';
import { GallerySync } from '../../../src/uplink/gallery-sync.js';
import type { EmbeddingSpace } from '../../../src/vision/domain/embedding.js';
import { ManualClock } from '../../support/manual-clock.js';
import { MemoryAudit } from '../../support/memory-audit.js';
import { chunkOf, MemoryGalleries, manifestOf, sha256 } from '../../support/memory-galleries.js';
import { MemoryLog } from '../../support/memory-log.js';
import { TestUplink } from '../../support/test-uplink.js';
import { turns } from '../../support/turns.js';

const space = { id: 'aaaaaaaaaaaaaaaa/1', dimension: 4 };
const retryAfter = 30_000;

/** The real sync of a terminal of the group lobby. */
function open() {
  const clock = new ManualClock();
  const [galleries, uplink, audit, log] = [
    new MemoryGalleries(),
    new TestUplink(),
    new MemoryAudit(clock),
    new MemoryLog(),
  ];
  const state = { space: space as EmbeddingSpace | undefined, changes: 0 };
  const sync = new GallerySync({
    site: 'hq',
    galleries,
    uplink,
    space: () => state.space,
    sha256,
    audit,
    clock,
    log,
    onChange: () => state.changes++,
  });
  /** The broker has these chunks; the manifest comes. */
  const push = async (revision: number, texts: readonly string[], change: Partial<GalleryManifest> = {}) => {
    const chunks = texts.map(chunkOf);
    for (const { ref, bytes } of chunks) uplink.chunks.set(ref.sha256, bytes);
    const manifest = manifestOf(
      revision,
      chunks.map(({ ref }) => ref),
      space,
      change,
    );
    sync.receive(manifest, `signed ${revision}`);
    await turns();
    return manifest;
  };
  const serving = () => galleries.present()?.revision;
  return { clock, galleries, uplink, audit, log, sync, push, serving, state };
}

describe('a pushed gallery', () => {
  it('serves once every chunk is here, is audited, and is told of', async () => {
    const { push, serving, galleries, audit, state, uplink } = open();
    const manifest = await push(1, ['a', 'b', 'c']);
    expect([serving(), state.changes, uplink.fetched.length]).toEqual([1, 1, 3]);
    expect(galleries.signed).toEqual(['signed 1']);
    const { digest } = manifest;
    const facts = { group: 'lobby', revision: 1, digest, people: 2, templates: 3, fetched: 3 };
    expect(audit.of('gallery.accepted')).toEqual([facts]);
  });

  it('fetches only what the one before did not have', async () => {
    const { push, serving, uplink, audit } = open();
    await push(1, ['a', 'b']);
    await push(2, ['a', 'b', 'c']);
    expect(serving()).toBe(2);
    expect(uplink.fetched.slice(2)).toEqual([chunkOf('c').ref.sha256]);
    expect(audit.of('gallery.accepted')[1]).toMatchObject({ revision: 2, fetched: 1 });
  });

  it('that serves already is no news', async () => {
    const { push, audit, state, galleries } = open();
    await push(1, ['a']);
    await push(1, ['a']);
    expect([audit.events.length, state.changes, galleries.signed.length]).toEqual([1, 1, 1]);
  });

  it('that serves is mended where a chunk was found damaged and is gone', async () => {
    const { push, galleries, state } = open();
    await push(1, ['a', 'b']);
    galleries.chunks.delete(chunkOf('b').ref.sha256);
    await push(1, ['a', 'b']);
    expect([...galleries.chunks.keys()]).toContain(chunkOf('b').ref.sha256);
    expect(state.changes).toBe(2);
  });

  it('has eight chunks under way at most', async () => {
    const { push, uplink, serving } = open();
    let through = () => {};
    uplink.gate = new Promise((done) => {
      through = done;
    });
    await push(
      1,
      Array.from({ length: 20 }, (_, i) => `chunk ${i}`),
    );
    expect(uplink.fetched).toHaveLength(8);
    through();
    await turns(10);
    expect([uplink.fetched.length, serving()]).toEqual([20, 1]);
  });

  it('waits until vision has said what its model is', async () => {
    const { push, serving, sync, state, uplink } = open();
    state.space = undefined;
    await push(1, ['a']);
    expect([serving(), uplink.fetched, sync.faults()]).toEqual([undefined, [], []]);
    state.space = space;
    sync.resume();
    await turns();
    expect(serving()).toBe(1);
  });

  it('gives way to a newer one that comes while it is fetched', async () => {
    const { push, uplink, serving, galleries, audit } = open();
    let through = () => {};
    uplink.gate = new Promise((done) => {
      through = done;
    });
    await push(1, ['a', 'b']);
    await push(2, ['c']);
    through();
    await turns(6);
    expect(serving()).toBe(2);
    expect(galleries.signed).toEqual(['signed 2']);
    expect(audit.of('gallery.accepted')).toMatchObject([{ revision: 2 }]);
  });

  it('of a group that this terminal is not in is not looked at', async () => {
    const { push, serving, uplink, sync, audit } = open();
    await push(1, ['a'], { group: 'vault' });
    expect([serving(), uplink.fetched, sync.faults(), audit.events]).toEqual([undefined, [], [], []]);
  });
});

describe('a gallery that is refused', () => {
  it.each([
    ['an older one', 1, {}, 'gallery.rollback'],
    ['one of another model', 3, { space: { id: 'bbbbbbbbbbbbbbbb/1', dimension: 4 } }, 'gallery.space'],
    ['one of another site', 3, { site: 'elsewhere' }, 'gallery.target'],
    ['one whose digest is not that of its chunks', 3, { digest: sha256('') }, 'gallery.digest'],
  ])(
    '%s: the present one serves, health and audit log tell, and nothing is tried again',
    async (_, revision, change, code) => {
      const { push, serving, sync, audit, clock, uplink } = open();
      await push(2, ['a']);
      await push(revision, ['x'], change);
      expect(serving()).toBe(2);
      expect(sync.faults()).toEqual([expect.stringMatching(`^@lobby: ${code}: `)]);
      expect(audit.of('gallery.refused')).toEqual([{ group: 'lobby', revision, code }]);
      const fetched = uplink.fetched.length;
      clock.pass(10 * retryAfter);
      sync.resume();
      await turns();
      expect([uplink.fetched.length, audit.of('gallery.refused').length]).toEqual([fetched, 1]);
      await push(4, ['b']);
      expect([serving(), sync.faults()]).toEqual([4, []]);
    },
  );

  it('for its key alone is taken when the key comes', async () => {
    const { push, serving, sync, galleries } = open();
    await push(1, ['a'], { groupKey: 'key-2' });
    expect([serving(), sync.faults()]).toEqual([undefined, [expect.stringContaining('gallery.key')]]);
    galleries.keys = ['key-2', 'key-1'];
    sync.resume();
    await turns();
    expect([serving(), sync.faults()]).toEqual([1, []]);
  });
});

describe('a chunk that does not come', () => {
  it('is asked for, tried again after half a minute, and told of once', async () => {
    const { push, uplink, sync, clock, serving, audit, log } = open();
    await push(1, ['a']);
    const { ref, bytes } = chunkOf('b');
    const lost = push(2, ['a', 'b']);
    uplink.chunks.delete(ref.sha256);
    await lost;
    await turns();
    expect(sync.faults()).toEqual([expect.stringContaining('uplink.chunk-missing')]);
    expect(uplink.wanted).toEqual([{ group: 'lobby', revision: 1, missing: [ref.sha256] }]);
    clock.pass(retryAfter - 1);
    await turns();
    expect(uplink.wanted).toHaveLength(1);
    clock.pass(1);
    await turns();
    expect(uplink.wanted).toHaveLength(2);
    expect([audit.of('gallery.refused').length, log.at('error').length]).toEqual([1, 1]);
    expect(serving()).toBe(1);
    uplink.chunks.set(ref.sha256, bytes);
    clock.pass(retryAfter);
    await turns();
    expect([serving(), sync.faults()]).toEqual([2, []]);
  });

  it('is not asked for without a connection, which brings it when it is back', async () => {
    const { push, uplink, sync, serving } = open();
    uplink.online = false;
    await push(1, ['a']);
    expect([serving(), uplink.wanted]).toEqual([undefined, []]);
    uplink.online = true;
    sync.resume();
    await turns();
    expect(serving()).toBe(1);
  });
});

it('does not let a gallery serve that could not be audited', async () => {
  const { push, serving, audit, clock, state } = open();
  audit.disk.full = true;
  await push(1, ['a']);
  expect([serving(), state.changes]).toEqual([undefined, 0]);
  audit.disk.full = false;
  clock.pass(retryAfter);
  await turns();
  expect([serving(), state.changes]).toEqual([1, 1]);
});

it('lets nothing serve, and plans nothing, once closed', async () => {
  const { push, sync, serving, uplink, clock } = open();
  uplink.online = false;
  await push(1, ['a']);
  uplink.online = true;
  sync.close();
  sync.resume();
  clock.pass(10 * retryAfter);
  await turns();
  expect([serving(), clock.due]).toEqual([undefined, 0]);
});
