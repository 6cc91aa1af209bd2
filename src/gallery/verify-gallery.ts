import { describe } from '../base/errors.js';
import type { Embedding } from '../vision/domain/embedding.js';
import type { Person } from './domain/gallery.js';

interface Verified {
  people(): readonly Person[];
  /** @throws StoreError where a template does not open */
  templatesOf(person: string): readonly Embedding[];
  /** What is wrong with the file; empty when all is well. */
  integrityFaults(): readonly string[];
}

/** What is wrong with the file, and every person whose templates do not open; empty when all is well. */
export function verifyGallery(store: Verified, onPerson: (id: string) => void): readonly string[] {
  const unopened = store.people().flatMap(({ id }) => {
    onPerson(id);
    try {
      store.templatesOf(id);
      return [];
    } catch (error) {
      return [`${id}: ${describe(error)}`];
    }
  });
  return [...store.integrityFaults(), ...unopened];
}
