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
  /** Which key opens this group's chunks. */
  keyId(group: string): string;
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
