import { describe, expect, it } from 'vitest';
import type { AuditRecord } from '../../src/audit/domain/audit.js';
import { timestamp } from '../../src/base/units.js';
import type { Person } from '../../src/gallery/domain/gallery.js';
import type { GalleryStore } from '../../src/gallery/ports/gallery-store.js';
import { type Embedding, embedding } from '../../src/vision/domain/embedding.js';
import { auditEvent } from './audit-store.js';

export interface GalleryStoreBench {
  readonly store: GalleryStore;
  /** The audit log that the store's events went to. */
  records(): readonly AuditRecord[];
  close(): void;
}

export const space = { id: '0123456789abcdef/1', dimension: 4 };
const otherSpace = { id: 'fedcba9876543210/1', dimension: 2 };

export const ada: Person = { id: 'ada', name: 'Ada Lovelace', enabled: true };

export const sample = (...values: [number, number, number, number]): Embedding => embedding(space, values);

/** What every `GalleryStore` keeps. */
export function galleryStoreContract(name: string, open: () => GalleryStoreBench): void {
  const using = (work: (bench: GalleryStoreBench) => void) => {
    const bench = open();
    try {
      work(bench);
    } finally {
      bench.close();
    }
  };

  describe(`the gallery store contract: ${name}`, () => {
    it('begins empty', () =>
      using(({ store }) => {
        expect(store.people()).toEqual([]);
        expect(store.person('ada')).toBeUndefined();
        expect(store.templates(space)).toEqual([]);
        expect(store.templateCounts()).toEqual(new Map());
      }));

    it('gives people and templates back as they were put', () =>
      using(({ store }) => {
        const bob: Person = {
          id: 'bob-2.x_y',
          name: 'Bób "B" ☃',
          enabled: false,
          validFrom: timestamp(1),
          validUntil: timestamp(1_900_000_000_000.5),
          doors: ['front', 'lab'],
        };
        const samples = [sample(1, 2, 3, 4), sample(-1, 0, 0, 0)];
        store.put(bob, samples, auditEvent({ kind: 'gallery.enrolled' }));
        store.put(ada, [sample(0, 0, 1, 0)], auditEvent({ kind: 'gallery.enrolled' }));
        expect(store.people()).toEqual([ada, bob]);
        expect(store.person(bob.id)).toEqual(bob);
        expect(store.templates(space, bob.id).map((template) => template.embedding)).toEqual(samples);
        expect(store.templates(space).map(({ person }) => person)).toEqual([bob.id, bob.id, 'ada']);
        expect(new Set(store.templates(space).map(({ id }) => id)).size).toBe(3);
      }));

    it('keeps the spaces apart', () =>
      using(({ store }) => {
        const foreign = embedding(otherSpace, [3, 4]);
        store.put(ada, [sample(1, 0, 0, 0), foreign, foreign], auditEvent());
        expect(store.templates(space)).toHaveLength(1);
        expect(store.templates(otherSpace).map((template) => template.embedding)).toEqual([foreign, foreign]);
        expect(store.templateCounts()).toEqual(
          new Map([
            [space.id, 1],
            [otherSpace.id, 2],
          ]),
        );
      }));

    it('replaces a person with all templates', () =>
      using(({ store }) => {
        store.put({ ...ada, doors: ['front'] }, [sample(1, 0, 0, 0), sample(0, 1, 0, 0)], auditEvent());
        store.put({ ...ada, enabled: false }, [sample(0, 0, 1, 0)], auditEvent());
        expect(store.people()).toEqual([{ ...ada, enabled: false }]);
        expect(store.templates(space).map((template) => template.embedding)).toEqual([sample(0, 0, 1, 0)]);
      }));

    it('removes a person with all templates', () =>
      using(({ store }) => {
        store.put(ada, [sample(1, 0, 0, 0)], auditEvent());
        expect(store.remove('ada', auditEvent())).toBe(true);
        expect(store.people()).toEqual([]);
        expect(store.templateCounts()).toEqual(new Map());
      }));

    it('writes the event of a change, and none where nothing changed', () =>
      using(({ store, records }) => {
        const put = auditEvent({ kind: 'gallery.enrolled', facts: { person: 'ada' } });
        const removed = auditEvent({ kind: 'gallery.removed', facts: { person: 'ada' } });
        const idle = auditEvent({ kind: 'gallery.removed', facts: { person: 'ada' } });
        const before = records().length;
        store.put(ada, [], put);
        store.remove('ada', removed);
        expect(store.remove('ada', idle)).toBe(false);
        expect(records().slice(before)).toEqual([put, removed].map((event) => expect.objectContaining(event)));
      }));

    it('changes nothing when the event cannot be stored', () =>
      using(({ store }) => {
        const revision = store.revision();
        expect(() => store.put(ada, [], auditEvent({ facts: { score: Number.NaN } }))).toThrow('score');
        expect(store.people()).toEqual([]);
        expect(store.revision()).toBe(revision);
      }));

    it('counts every change', () =>
      using(({ store }) => {
        const seen = [store.revision()];
        store.put(ada, [], auditEvent());
        seen.push(store.revision());
        store.put(ada, [sample(1, 0, 0, 0)], auditEvent());
        seen.push(store.revision());
        store.remove('ada', auditEvent());
        seen.push(store.revision());
        expect(store.remove('ada', auditEvent())).toBe(false);
        expect(seen).toEqual([...seen].sort((a, b) => a - b));
        expect(new Set(seen).size).toBe(4);
        expect(store.revision()).toBe(seen.at(-1));
      }));

    it('refuses an id that is none', () =>
      using(({ store }) => {
        expect(() => store.put({ ...ada, id: '../ada' }, [], auditEvent())).toThrow('../ada');
      }));
  });
}
