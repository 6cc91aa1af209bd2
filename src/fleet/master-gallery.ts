import type { GalleryStore } from '../gallery/ports/gallery-store.js';
import type { Memberships } from './ports/memberships.js';

type Store = Pick<GalleryStore, 'person' | 'put'>;

interface MasterOptions {
  /** The groups that people are put into; undefined: those that they are in. */
  readonly groups: readonly string[] | undefined;
  /** Nothing is changed. */
  readonly dryRun: boolean;
  /** Told of every group whose gallery changes. */
  readonly onChange: (group: string) => void;
}

/** The master gallery to enrol into: whoever is put there is put into groups, too. */
export function storeInGroups(
  { groups, dryRun, onChange }: MasterOptions,
  { store, memberships }: { readonly store: Store; readonly memberships: Pick<Memberships, 'groupsOf' | 'assign'> },
): Store {
  return {
    person: (id) => store.person(id),
    put(person, templates, event) {
      const before = memberships.groupsOf(person.id);
      const after = groups ?? before;
      for (const group of [...before, ...after]) onChange(group);
      if (dryRun) return;
      // First: a kill in between leaves a membership of nobody, which says nothing, and not a person whom no terminal gets.
      memberships.assign(person.id, after);
      store.put(person, templates, event);
    },
  };
}
