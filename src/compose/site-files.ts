import type { GalleryStore } from '../gallery/ports/gallery-store.js';
import type { GroupFiles } from '../protocol/group-files.js';
import type { SqliteUplinkStore } from '../uplink/sqlite/uplink-store.js';

/** What the uplink has on this terminal’s disk, and the broker that it goes by. */
export interface SiteFiles {
  readonly broker: string;
  readonly galleries: GroupFiles;
  readonly store: SqliteUplinkStore;
  readonly local: Pick<GalleryStore, 'person' | 'people'>;
}
