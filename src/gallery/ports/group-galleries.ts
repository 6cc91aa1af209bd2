import type { GalleryEntry } from '../domain/gallery.js';
import type { ChunkRef, GalleryManifest } from '../domain/gallery-manifest.js';

/** A group's gallery as it serves now. */
export interface GroupGallery {
  readonly manifest: GalleryManifest;
  readonly templates: number;
  /** Everybody once, made one by one. */
  entries(): Iterable<GalleryEntry>;
}

/** Pushed galleries on this terminal's disk: per group one that serves, and chunks of the next. Never blocks the event loop. */
export interface GroupGalleries {
  /** In the order of the configuration. */
  readonly groups: readonly string[];
  /** The newest key of this group. */
  keyId(group: string): string;
  /** Which keys may encrypt this group's next gallery, newest first: only the newest, once a gallery under it serves. */
  keyIds(group: string): readonly string[];
  /** Puts a new key (32 bytes) before those of this group; the older ones still open what serves. Nothing happens for other groups. */
  adopt(group: string, key: Uint8Array): Promise<void>;
  /** What serves; undefined before the first. */
  present(group: string): GalleryManifest | undefined;
  /** Chunks of this manifest that are not here yet. */
  missing(manifest: GalleryManifest): Promise<readonly ChunkRef[]>;
  /** Keeps a chunk whose digest was checked. @throws StoreError */
  keep(group: string, chunk: ChunkRef, bytes: Uint8Array): Promise<void>;
  /** Reads all of it: every digest, seal and column is checked. @throws CommandRejected, StoreError `gallery.*` */
  open(manifest: GalleryManifest): Promise<GroupGallery>;
  /** Puts it in the place of what serves, in one rename, and lets old chunks go. @throws StoreError */
  activate(manifest: GalleryManifest, signed: string): Promise<void>;
}
