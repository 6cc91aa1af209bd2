import { expect, it } from 'vitest';
import { timestamp } from '../../../../src/base/units.js';
import type { GalleryEntry, Person } from '../../../../src/gallery/domain/gallery.js';
import { galleryChanges } from '../../../../src/gallery/domain/gallery-changes.js';
import { embedding } from '../../../../src/vision/domain/embedding.js';

const space = { id: 'test/1', dimension: 4 };
const entry = (id: string, vector: readonly number[] = [1, 0, 0, 0], change: Partial<Person> = {}): GalleryEntry => ({
  person: { id, name: id, enabled: true, ...change },
  templates: [embedding(space, vector)],
});
const ids = (entries: readonly GalleryEntry[]) => entries.map(({ person }) => person.id);

it('puts who is new or changed, removes who is gone, and leaves the others', () => {
  const { put, removed } = galleryChanges(
    [entry('ada'), entry('bob'), entry('eve')],
    [entry('ada'), entry('bob', [0, 1, 0, 0]), entry('kim')],
  );
  expect([ids(put), removed]).toEqual([['bob', 'kim'], ['eve']]);
});

it.each([
  ['name', { name: 'Ada L.' }],
  ['enabled', { enabled: false }],
  ['validFrom', { validFrom: timestamp(1) }],
  ['validUntil', { validUntil: timestamp(1) }],
  ['doors', { doors: ['main'] }],
])('sees another %s', (_, change) => {
  expect(ids(galleryChanges([entry('ada')], [entry('ada', [1, 0, 0, 0], change)]).put)).toEqual(['ada']);
});

it('sees another number of templates', () => {
  const twice = { ...entry('ada'), templates: [...entry('ada').templates, ...entry('ada').templates] };
  expect(ids(galleryChanges([entry('ada')], [twice]).put)).toEqual(['ada']);
  expect(ids(galleryChanges([twice], [entry('ada')]).put)).toEqual(['ada']);
});

it('takes templates for the same that differ by less than they were rounded by when they were pushed', () => {
  expect(galleryChanges([entry('ada', [1, 0.5, 0, 0])], [entry('ada', [1, 0.5001, 0, 0])]).put).toEqual([]);
});
