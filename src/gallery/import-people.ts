import { auditEvent } from '../audit/ports/audit-event.js';
import type { Clock } from '../base/clock.js';
import type { GalleryEntry } from './domain/gallery.js';
import type { GalleryStore } from './ports/gallery-store.js';

interface Choices {
  /** Whether people whose id exists are replaced. */
  readonly replace: boolean;
  readonly onPerson: (id: string, of: number) => void;
}

/**
 * Imports one person at a time, so that a daemon's audit never waits for all of them. @throws StoreError `store.*`: earlier people stay,
 * and importing again continues
 */
export function importPeople(
  people: readonly GalleryEntry[],
  store: Pick<GalleryStore, 'person' | 'put'>,
  clock: Clock,
  { replace, onPerson }: Choices,
): { readonly added: number; readonly skipped: number } {
  let added = 0;
  for (const { person, templates } of people) {
    onPerson(person.id, people.length);
    if (!replace && store.person(person.id)) continue;
    const facts = { person: person.id, templates: templates.length };
    store.put(person, templates, auditEvent(clock, 'gallery.imported', facts));
    added++;
  }
  return { added, skipped: people.length - added };
}
