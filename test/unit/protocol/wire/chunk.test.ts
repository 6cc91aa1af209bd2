import { createSecretKey, randomBytes } from 'node:crypto';
import { encode } from 'cborg';
import { describe, expect, it } from 'vitest';
import { timestamp } from '../../../../src/base/units.js';
import type { GalleryEntry } from '../../../../src/gallery/domain/gallery.js';
import { decodeChunk, encodeChunk } from '../../../../src/protocol/wire/chunk.js';
import { chunkSeal, sha256 } from '../../../../src/protocol/wire/chunk-seal.js';
import { packChunks } from '../../../../src/protocol/wire/pack.js';
import { embedding, similarity } from '../../../../src/vision/domain/embedding.js';
import { testRandom } from '../../../support/seed.js';

const space = { id: 'aaaaaaaaaaaaaaaa/1', dimension: 512 };
const values = testRandom('templates');
const random = () =>
  embedding(
    space,
    Float32Array.from({ length: 512 }, () => values.between(-0.5, 0.5)),
  );
const entry = (id: string, templates = 1): GalleryEntry => ({
  person: { id, name: `Name of ${id}`, enabled: true },
  templates: Array.from({ length: templates }, random),
});
const limited: GalleryEntry = {
  person: {
    id: 'eve',
    name: 'Éve',
    enabled: false,
    validFrom: timestamp(1),
    validUntil: timestamp(2e12),
    doors: ['a', 'b'],
  },
  templates: [random(), random()],
};
const key = createSecretKey(randomBytes(32));

describe('a chunk', () => {
  it('gives back people as they were, and templates within the error of int8', () => {
    const content = decodeChunk(encodeChunk([entry('ada'), limited], ['bob'], space), space);
    expect(content.removed).toEqual(['bob']);
    expect(content.ids).toEqual(['ada', 'eve']);
    expect(content.entry(0).person).toEqual(entry('ada').person);
    expect(content.entry(1).person).toEqual(limited.person);
    content.entry(1).templates.forEach((template, i) => {
      expect(similarity(template, limited.templates[i] as never)).toBeGreaterThan(0.9995);
    });
  });

  const good = {
    removed: [],
    ids: ['ada'],
    names: ['Ada'],
    enabled: Uint8Array.of(1),
    validFrom: [null],
    validUntil: [null],
    doors: [null],
    templates: Uint8Array.of(1),
    templateScales: new Uint8Array(Float32Array.of(0.01).buffer),
    templateCodes: new Uint8Array(512).fill(3),
  };

  it('may come from another encoder', () => {
    expect(decodeChunk(encode(good), space).entry(0).person.id).toBe('ada');
  });

  it.each([
    ['no CBOR', Buffer.from('hello')],
    ['another map', encode({ hello: 1 })],
    ['columns of different lengths', encode({ ...good, names: [] })],
    ['an id that is none', encode({ ...good, ids: ['../x'] })],
    [
      'a person without templates',
      encode({
        ...good,
        templates: Uint8Array.of(0),
        templateScales: new Uint8Array(),
        templateCodes: new Uint8Array(),
      }),
    ],
    ['templates of another length', encode({ ...good, templateCodes: new Uint8Array(128) })],
    ['a template without direction', encode({ ...good, templateCodes: new Uint8Array(512) })],
    [
      'a scale that is no number',
      encode({ ...good, templateScales: new Uint8Array(Float32Array.of(Number.NaN).buffer) }),
    ],
  ])('is refused when it is %s', (_, plain) => {
    expect(() => decodeChunk(plain, space)).toThrow(expect.objectContaining({ code: 'gallery.chunk' }));
  });

  it('opens with its key, its group and unaltered only', async () => {
    const seal = await chunkSeal(key, 'hq', 'lobby');
    const sealed = await seal.seal(Buffer.from('people'));
    expect((await seal.open(sealed)).toString()).toBe('people');
    expect(await seal.seal(Buffer.from('people'))).toEqual(sealed);
    const others = [
      await chunkSeal(createSecretKey(randomBytes(32)), 'hq', 'lobby'),
      await chunkSeal(key, 'hq', 'attic'),
    ];
    for (const other of others) await expect(other.open(sealed)).rejects.toMatchObject({ code: 'gallery.sealed' });
    sealed[20] = (sealed[20] as number) ^ 1;
    await expect(seal.open(sealed)).rejects.toMatchObject({ code: 'gallery.sealed' });
  });

  it('stays within 256 KiB however many people there are', async () => {
    const people = Array.from({ length: 1200 }, (_, i) => entry(`person-${i}`, 1 + (i % 3)));
    const seal = await chunkSeal(key, 'hq', 'lobby');
    const found: string[] = [];
    for await (const { sealed, sha256: digest, bytes } of packChunks(people, ['gone'], space, seal)) {
      expect(bytes).toBe(sealed.length);
      expect(bytes).toBeLessThanOrEqual(256 * 1024);
      expect(await sha256(sealed)).toBe(digest);
      const content = decodeChunk(await seal.open(sealed), space);
      found.push(...content.ids);
    }
    expect(found).toEqual(people.map(({ person }) => person.id));
  });
});
