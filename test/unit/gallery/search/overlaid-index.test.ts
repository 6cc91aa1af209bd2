import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../../../src/gallery/search/gallery-index.js';
import { JoinedIndex } from '../../../../src/gallery/search/joined-index.js';
import { OverlaidIndex } from '../../../../src/gallery/search/overlaid-index.js';
import { type Embedding, embedding } from '../../../../src/vision/domain/embedding.js';
import { fc } from '../../../support/property.js';

const space = { id: 'test/1', dimension: 8 };
/** Coarse values, so that equal similarities are common. */
const vector = fc
  .array(fc.integer({ min: -3, max: 3 }), { minLength: 8, maxLength: 8 })
  .filter((raw) => raw.some((x) => x !== 0))
  .map((raw) => embedding(space, raw));
const person = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const templates = fc.array(vector, { maxLength: 4 });
const gallery = fc.dictionary(person, templates);
const change = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), person, templates }),
  fc.record({ kind: fc.constant('remove' as const), person }),
);
const seed = 20_260_729;

type Held = Readonly<Record<string, readonly Embedding[]>>;
const rebuilt = (held: Held) =>
  buildIndex(
    space,
    Object.entries(held).flatMap(([of, all]) => all.map((template, id) => ({ id, person: of, embedding: template }))),
  );

describe('an overlaid index', () => {
  it('finds after any changes exactly what an index built anew finds', () => {
    fc.assert(
      fc.property(gallery, fc.array(change, { maxLength: 20 }), vector, fc.nat(8), (first, changes, probe, count) => {
        const overlaid = new OverlaidIndex(rebuilt(first));
        const held: Record<string, readonly Embedding[]> = { ...first };
        for (const one of changes) {
          if (one.kind === 'put') overlaid.put(one.person, one.templates);
          else overlaid.remove(one.person);
          held[one.person] = one.kind === 'put' ? one.templates : [];
          const wanted = rebuilt(held);
          expect(overlaid.size).toBe(wanted.size);
          expect(overlaid.search(probe, count)).toEqual(wanted.search(probe, count));
        }
      }),
      { numRuns: 300, seed },
    );
  });

  it('costs what changed, not what was put again or was never there', () => {
    const one = embedding(space, [1, 2, 3, 4, 5, 6, 7, 8]);
    const overlaid = new OverlaidIndex(rebuilt({ a: [one, one], b: [one] }));
    overlaid.remove('nobody');
    expect(overlaid.changes).toBe(0);
    for (let i = 0; i < 50; i++) overlaid.put('a', [one]);
    expect(overlaid.changes).toBe(2);
    expect(overlaid.size).toBe(2);
  });

  it('takes no template of another space', () => {
    const foreign = embedding({ id: 'test/2', dimension: 8 }, [1, 0, 0, 0, 0, 0, 0, 0]);
    const overlaid = new OverlaidIndex(rebuilt({}));
    overlaid.put('a', [foreign]);
    expect(overlaid.size).toBe(0);
  });
});

describe('a joined index', () => {
  it('finds exactly what one index of all templates finds', () => {
    fc.assert(
      fc.property(fc.array(gallery, { maxLength: 4 }), vector, fc.nat(8), (parts, probe, count) => {
        const joined = new JoinedIndex(space, parts.map(rebuilt));
        const held: Record<string, readonly Embedding[]> = {};
        for (const part of parts)
          for (const [of, all] of Object.entries(part)) held[of] = [...(held[of] ?? []), ...all];
        expect(joined.size).toBe(rebuilt(held).size);
        expect(joined.search(probe, count)).toEqual(rebuilt(held).search(probe, count));
      }),
      { numRuns: 300, seed },
    );
  });

  it('refuses an index of another space', () => {
    const other = { id: 'test/2', dimension: 8 };
    expect(() => new JoinedIndex(other, [rebuilt({})])).toThrow('test/1');
  });
});
