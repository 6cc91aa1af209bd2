import type { GalleryChanges } from '../../gallery/domain/gallery-changes.js';
import type { ChunkRef, GalleryManifest } from '../../gallery/domain/gallery-manifest.js';
import type { GroupGalleries } from '../../gallery/ports/group-galleries.js';
import type { EmbeddingSpace } from '../../vision/domain/embedding.js';

export interface SealedChunk extends ChunkRef {
  readonly sealed: Uint8Array;
}

/** The galleries that the site has pushed, stored as on terminals: `present` is what terminals should have. */
export interface PushedGalleries extends Omit<GroupGalleries, 'missing' | 'keyIds' | 'adopt'> {
  /** Packs the changes into encrypted chunks, in order. */
  pack(group: string, changes: GalleryChanges, space: EmbeddingSpace): AsyncIterable<SealedChunk>;
  /** Reads a stored chunk. @throws StoreError (rejects) `gallery.damaged` */
  read(group: string, chunk: ChunkRef): Promise<Uint8Array>;
  /** The digest of a manifest with these chunks. */
  digest(chunks: readonly ChunkRef[]): string;
  /** Signs with the site’s enroller key. @throws CommandRejected, StoreError `keys.*` */
  sign(manifest: GalleryManifest): string;
}
