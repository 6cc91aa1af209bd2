import type { GalleryEntry } from '../domain/gallery.js';
import type { ChunkRef, GalleryManifest } from '../domain/gallery-manifest.js';

/** A group's active gallery. */
export interface GroupGallery {
  readonly manifest: GalleryManifest;
  readonly templates: number;
  /** Each person once, built one by one. */
  entries(): Iterable<GalleryEntry>;
}

/** Pushed galleries on this terminal's disk: per group the active one, and chunks of the next. Never blocks the event loop. */
export interface GroupGalleries {
  /** In the order of the configuration. */
  readonly groups: readonly string[];
  /** The newest key of this group. */
  keyId(group: string): string;
  /** Keys that this group's next gallery may be encrypted with, newest first; only the newest once it is in use. */
  keyIds(group: string): readonly string[];
  /** Adds a new key (32 bytes) for this group; older ones still open the active gallery. Ignores unknown groups. */
  adopt(group: string, key: Uint8Array): Promise<void>;
  /** The active gallery; undefined before the first. */
  present(group: string): GalleryManifest | undefined;
  /** Missing chunks of this manifest. */
  missing(manifest: GalleryManifest): Promise<readonly ChunkRef[]>;
  /** Stores a chunk whose digest was checked. @throws StoreError */
  keep(group: string, chunk: ChunkRef, bytes: Uint8Array): Promise<void>;
  /** Reads the gallery and checks every digest, seal and column. @throws CommandRejected, StoreError `gallery.*` */
  open(manifest: GalleryManifest): Promise<GroupGallery>;
  /** Makes it the active gallery with one rename, and deletes old chunks. @throws StoreError */
  activate(manifest: GalleryManifest, signed: string): Promise<void>;
}
