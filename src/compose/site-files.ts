import type { GalleryStore } from '../gallery/ports/gallery-store.js';
import type { GroupFiles } from '../protocol/group-files.js';
import type { UplinkStorage } from './uplink-storage.js';

/** What the uplink has on this terminal’s disk, and the broker that it goes by. */
export interface SiteFiles {
  readonly broker: string;
  readonly galleries: GroupFiles;
  readonly storage: UplinkStorage;
  readonly local: Pick<GalleryStore, 'person' | 'people'>;
}
