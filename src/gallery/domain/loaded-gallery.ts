import type { GalleryIndex, Person } from './gallery.js';

/** The gallery in memory. */
export interface LoadedGallery {
  /** Tells one content from another; it is compared, never counted. */
  readonly revision: string;
  readonly index: GalleryIndex;
  readonly people: ReadonlyMap<string, Person>;
  /** Why some people are missing; empty when all is well. */
  readonly faults: readonly string[];
  /** Whose templates could not be unsealed, once for each template: these are left out. */
  readonly damaged: readonly string[];
}
