import { describe, expect, it } from 'vitest';
import {
  chunksOf,
  digestText,
  type GalleryManifest,
  isNews,
  requireUsable,
} from '../../../../src/gallery/domain/gallery-manifest.js';
import { chunkOf, manifestOf, sha256 } from '../../../support/memory-galleries.js';

const space = { id: 'aaaaaaaaaaaaaaaa/1', dimension: 4 };
const [a, b, c] = [chunkOf('a').ref, chunkOf('b').ref, chunkOf('c').ref];
const snapshot = { revision: 3, chunks: [a] };
const deltas = [
  { base: 3, revision: 4, chunks: [b] },
  { base: 4, revision: 9, chunks: [c] },
];
const whole = manifestOf(9, [], space, { snapshot, deltas, digest: sha256(digestText([a, b, c])) });

function judge(change: Partial<GalleryManifest>): string {
  const manifest = { ...whole, ...change };
  const expected = { site: 'hq', group: 'lobby', space, groupKeys: ['key-2', 'key-1'] };
  try {
    requireUsable(manifest, expected, sha256(digestText(chunksOf(manifest))));
    return 'usable';
  } catch (fault) {
    return (fault as { code: string }).code;
  }
}

describe('a manifest', () => {
  it('lists its chunks in the order in which they are applied', () => {
    expect(chunksOf(whole)).toEqual([a, b, c]);
    expect(digestText([a, b])).toBe(`${a.sha256}\n${b.sha256}\n`);
  });

  it.each([
    ['usable', {}],
    ['gallery.target', { site: 'elsewhere' }],
    ['gallery.target', { group: 'vault' }],
    ['gallery.space', { space: { ...space, id: 'bbbbbbbbbbbbbbbb/1' } }],
    ['gallery.space', { space: { ...space, dimension: 8 } }],
    ['gallery.key', { groupKey: 'key-3' }],
    ['gallery.gap', { deltas: deltas.slice(1) }],
    ['gallery.gap', { deltas: deltas.slice(0, 1) }],
    ['gallery.gap', { deltas: [{ base: 3, revision: 3, chunks: [b] }, ...deltas] }],
    ['gallery.gap', { revision: 10 }],
    ['gallery.digest', { digest: sha256('') }],
    ['gallery.digest', { snapshot: { revision: 3, chunks: [b] } }],
  ])('is %s: %j', (verdict, change) => {
    expect(judge(change)).toBe(verdict);
  });

  it('is news when it is newer, none when it is the same, and else refused', () => {
    expect(isNews(whole, undefined)).toBe(true);
    expect(isNews(whole, { revision: 8, digest: whole.digest })).toBe(true);
    expect(isNews(whole, { revision: 9, digest: whole.digest })).toBe(false);
    for (const present of [
      { revision: 9, digest: 'another' },
      { revision: 10, digest: whole.digest },
    ]) {
      expect(() => isNews(whole, present)).toThrow(expect.objectContaining({ code: 'gallery.rollback' }));
    }
  });
});
