import type { Timestamp } from '../../base/units.js';
import type { Embedding } from '../../vision/domain/embedding.js';
import type { Person } from './gallery.js';

/** A stored change of the local gallery, and the revision that it made. */
export type LocalChange = { readonly revision: number } & (
  | { readonly kind: 'put'; readonly person: Person; readonly templates: readonly Embedding[] }
  | {
      readonly kind: 'revoked';
      readonly person: string;
      /** Pushed galleries that were issued up to then do not count for this person. */
      readonly revoked: Timestamp;
    }
);
