import { expect, it } from 'vitest';
import { buildIndex } from '../../../../src/gallery/search/gallery-index.js';
import { GrowingIndex } from '../../../../src/gallery/search/growing-index.js';
import { embedding } from '../../../../src/vision/domain/embedding.js';
import { fc } from '../../../support/property.js';

const space = { id: 'test/1', dimension: 8 };
const vector = fc
  .array(fc.integer({ min: -100, max: 100 }), { minLength: 8, maxLength: 8 })
  .filter((raw) => raw.some((x) => x !== 0))
  .map((raw) => embedding(space, raw));

it('finds what an index built of all templates at once finds', () => {
  const template = fc.record({ person: fc.constantFrom('a', 'b', 'c', 'd'), embedding: vector });
  fc.assert(
    fc.property(fc.array(template), fc.array(template), vector, (first, later, probe) => {
      const numbered = [...first, ...later].map((t, id) => ({ ...t, id }));
      const growing = new GrowingIndex(buildIndex(space, numbered.slice(0, first.length)));
      for (const t of later) growing.add(t.person, [t.embedding]);
      const found = growing.search(probe, 2);
      const expected = buildIndex(space, numbered).search(probe, 2);
      expect(growing.size).toBe(numbered.length);
      expect(found.map((c) => c.similarity)).toEqual(expected.map((c) => expect.closeTo(c.similarity, 5)));
    }),
  );
});
