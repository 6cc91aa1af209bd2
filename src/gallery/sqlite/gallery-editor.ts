import type { StorageThread } from '../../database/thread/storage-thread.js';
import type { GalleryEditor } from '../ports/gallery-editor.js';
import type { GalleryTables } from './gallery-tables.js';

/** Edits on the thread that serves the gallery's tables under the name `gallery`. */
export function galleryEditor(thread: StorageThread): GalleryEditor {
  const method = thread.method<GalleryTables>('gallery');
  return { put: method('put'), revoke: method('revoke'), revocations: method('revocations') };
}
