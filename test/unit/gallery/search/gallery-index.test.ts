import { describe, expect, it } from 'vitest';
import type { Candidate, Template } from '../../../../src/gallery/domain/gallery.js';
import { buildIndex, GalleryIndexBuilder } from '../../../../src/gallery/search/gallery-index.js';
import { instantiateKernel, packRow } from '../../../../src/gallery/search/gallery-kernel.js';
import { type Embedding, embedding, similarity } from '../../../../src/vision/domain/embedding.js';
import { fc } from '../../../support/property.js';

const spaceOf = (dimension: number) => ({ id: 'test/1', dimension });

/** Repeatable pseudo-random numbers in -1..1 (mulberry32). */
function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

function randomEmbedding(dimension: number, next: () => number, near?: Embedding, noise = 1): Embedding {
  const raw = Float32Array.from({ length: dimension }, (_, i) => (near?.values[i] ?? 0) + noise * (next() + next()));
  return embedding(spaceOf(dimension), raw);
}

/** The plain definition: every similarity in floating point, best per person, ties by id. */
function bruteForce(templates: readonly Template[], probe: Embedding, count: number): readonly Candidate[] {
  const best = new Map<string, number>();
  for (const { person, embedding: template } of templates) {
    best.set(person, Math.max(best.get(person) ?? -2, similarity(probe, template)));
  }
  return Array.from(best, ([person, found]) => ({ person, similarity: found }))
    .sort((a, b) => b.similarity - a.similarity || (a.person < b.person ? -1 : 1))
    .slice(0, count);
}

function expectSame(found: readonly Candidate[], wanted: readonly Candidate[]): void {
  expect(found.map(({ person }) => person)).toEqual(wanted.map(({ person }) => person));
  found.forEach((candidate, i) => {
    expect(Math.abs(candidate.similarity - (wanted[i]?.similarity ?? 9))).toBeLessThan(1e-6);
  });
}

describe('the gallery index', () => {
  it('finds what a brute-force search finds', () => {
    const cases = fc.record({
      seed: fc.integer(),
      dimension: fc.constantFrom(1, 7, 16, 31, 64, 128, 512),
      people: fc.integer({ min: 1, max: 40 }),
      perPerson: fc.integer({ min: 1, max: 6 }),
      count: fc.integer({ min: 1, max: 12 }),
      // Small noise makes everybody alike, where quantisation alone would mix them up.
      noise: fc.constantFrom(1, 0.05, 0.002),
    });
    fc.assert(
      fc.property(cases, ({ seed, dimension, people, perPerson, count, noise }) => {
        const next = randoms(seed);
        const centre = randomEmbedding(dimension, next);
        const templates = Array.from({ length: people * perPerson }, (_, id) => ({
          id,
          person: `p${id % people}`,
          embedding: randomEmbedding(dimension, next, centre, noise),
        }));
        const index = buildIndex(spaceOf(dimension), templates);
        for (let i = 0; i < 4; i++) {
          const probe = randomEmbedding(dimension, next, centre, noise);
          expectSame(index.search(probe, count), bruteForce(templates, probe, count));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('finds the same among 3000 templates of 512 dimensions', () => {
    const next = randoms(1);
    const templates = Array.from({ length: 3000 }, (_, id) => ({
      id,
      person: `p${id >> 1}`,
      embedding: randomEmbedding(512, next),
    }));
    const index = buildIndex(spaceOf(512), templates);
    expect(index.size).toBe(3000);
    for (let i = 0; i < 30; i++) {
      const probe = randomEmbedding(512, next, i % 2 === 0 ? templates[i * 90]?.embedding : undefined, 0.02);
      expectSame(index.search(probe, 10), bruteForce(templates, probe, 10));
    }
  });

  it('answers nothing when nobody is enrolled', () => {
    expect(buildIndex(spaceOf(128), []).search(randomEmbedding(128, randoms(2)), 2)).toEqual([]);
  });

  it('names a person once, however many templates are close', () => {
    const next = randoms(3);
    const near = randomEmbedding(64, next);
    const many = Array.from({ length: 50 }, (_, id) => ({ id, person: 'ada', embedding: near }));
    const index = buildIndex(spaceOf(64), [...many, { id: 50, person: 'bob', embedding: randomEmbedding(64, next) }]);
    expect(index.search(near, 2).map(({ person }) => person)).toEqual(['ada', 'bob']);
    expect(index.search(near, 9)).toHaveLength(2);
  });

  it('orders equal similarities by person id', () => {
    const same = randomEmbedding(32, randoms(4));
    const templates = ['d', 'b', 'c', 'a'].map((person, id) => ({ id, person, embedding: same }));
    expect(
      buildIndex(spaceOf(32), templates)
        .search(same, 3)
        .map(({ person }) => person),
    ).toEqual(['a', 'b', 'c']);
  });

  it('refuses another embedding space, in templates and probes', () => {
    const next = randoms(5);
    const foreign = embedding({ id: 'test/2', dimension: 16 }, randomEmbedding(16, next).values);
    expect(() => buildIndex(spaceOf(16), [{ id: 1, person: 'a', embedding: foreign }])).toThrow('test/2');
    expect(() => buildIndex(spaceOf(16), []).search(foreign, 1)).toThrow('test/2');
  });

  it('refuses more templates than it was made for', () => {
    const builder = new GalleryIndexBuilder(spaceOf(16), 0);
    expect(() => builder.add({ id: 1, person: 'a', embedding: randomEmbedding(16, randoms(6)) })).toThrow(
      'more than 0 templates',
    );
  });
});

describe('the kernel', () => {
  it('computes scaled integer products exactly, at the ends of the ranges too', () => {
    const dimension = 48;
    const rows = [-128, 127, 0, 1, 5, -7].map((fill, r) =>
      Int8Array.from({ length: dimension }, (_, k) => (r < 2 ? fill : fill + ((k * 37 + r) % 90) - 45)),
    );
    const { memory, scan } = instantiateKernel(4096);
    const probe = new Int16Array(memory, 0, dimension).map((_, k) => (k % 3 === 0 ? -127 : 127 - k));
    new Int16Array(memory, 0, dimension).set(probe);
    new Float32Array(memory, 256, 8).fill(0.5);
    rows.forEach((row, i) => {
      packRow(new Int8Array(memory, 512, 8 * dimension), i, row);
    });
    scan(512, 0, 256, 320, 2, dimension);
    const wanted = rows.map((row) => 0.5 * row.reduce((sum, value, k) => sum + value * (probe[k] ?? 0), 0));
    expect(Array.from(new Float32Array(memory, 320, 8))).toEqual([...wanted, 0, 0]);
  });
});
