import { CommandRejected } from '../base/errors.js';
import type { GalleryEntry } from '../gallery/domain/gallery.js';
import type { GalleryStore } from '../gallery/ports/gallery-store.js';
import type { EmbeddingSpace } from '../vision/domain/embedding.js';
import type { Memberships } from './ports/memberships.js';

interface Master {
  readonly store: Pick<GalleryStore, 'people' | 'templates'>;
  readonly memberships: Pick<Memberships, 'membersOf'>;
}

/**
 * All people of the group with their templates of this space, by id. @throws CommandRejected `push.space` naming people without such
 * templates; StoreError
 */
export function membersOf(group: string, space: EmbeddingSpace, { store, memberships }: Master): GalleryEntry[] {
  const foreign: string[] = [];
  const people = new Map(store.people().map((person) => [person.id, person]));
  const entries = memberships.membersOf(group).flatMap((id): GalleryEntry[] => {
    const person = people.get(id);
    if (person === undefined) return [];
    const templates = store.templates(space, id).map((template) => template.embedding);
    if (templates.length === 0) foreign.push(id);
    return [{ person, templates }];
  });
  if (foreign.length === 0) return entries;
  const named = foreign.slice(0, 5).join(', ') + (foreign.length > 5 ? ', …' : '');
  throw new CommandRejected('push.space', `${foreign.length} of ${group} have no templates of ${space.id}: ${named}`, {
    remedy: 'Enrol them again with --replace: their templates were made with another model than the configured one.',
  });
}
