import type { KeyObject } from 'node:crypto';
import { StorageThread } from '../database/thread/storage-thread.js';
import type { GalleryEditor } from '../gallery/ports/gallery-editor.js';
import { galleryEditor } from '../gallery/sqlite/gallery-editor.js';
import { type UplinkStore, uplinkStore } from '../uplink/sqlite/uplink-store.js';

export interface UplinkStorageOptions {
  readonly path: string;
  /** The gallery key. */
  readonly key: KeyObject;
  readonly bootId: string;
}

export interface UplinkStorage {
  readonly store: UplinkStore;
  readonly editor: GalleryEditor;
  close(): Promise<void>;
}

// A worker runs JavaScript only: from TypeScript sources (vitest) it is started from the build in dist/.
const file = import.meta.url.endsWith('.ts')
  ? new URL('../../dist/compose/uplink-worker.js', import.meta.url)
  : new URL('./uplink-worker.js', import.meta.url);

/** The uplink's tables and the gallery's behind one thread with one connection. */
export function openUplinkStorage(options: UplinkStorageOptions): UplinkStorage {
  const thread = new StorageThread({ file, name: 'uplink-store', path: options.path, workerData: options });
  return { store: uplinkStore(thread), editor: galleryEditor(thread), close: () => thread.close() };
}
