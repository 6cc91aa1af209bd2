import { describe } from '../base/errors.js';
import type { Embedding } from '../vision/domain/embedding.js';
import type { Person } from './domain/gallery.js';

interface Verified {
  people(): readonly Person[];
  /** @throws StoreError if a template cannot be decrypted */
  templatesOf(person: string): readonly Embedding[];
  /** The faults of the file; empty if intact. */
  integrityFaults(): readonly string[];
}

/** The faults of the file, and all people whose templates cannot be decrypted; empty if intact. */
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
