import type { GalleryStore } from '../gallery/ports/gallery-store.js';
import type { GroupFiles } from '../protocol/files/group-files.js';
import type { UplinkStorage } from './uplink-storage.js';

/** The uplink's files on this terminal, and its broker settings. */
export interface SiteParts {
  readonly broker: string;
  readonly galleries: GroupFiles;
  readonly storage: UplinkStorage;
  readonly local: Pick<GalleryStore, 'person' | 'people'>;
}
