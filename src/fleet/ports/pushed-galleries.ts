import type { GalleryChanges } from '../../gallery/domain/gallery-changes.js';
import type { ChunkRef, GalleryManifest } from '../../gallery/domain/gallery-manifest.js';
import type { GroupGalleries } from '../../gallery/ports/group-galleries.js';
import type { EmbeddingSpace } from '../../vision/domain/embedding.js';

export interface SealedChunk extends ChunkRef {
  readonly sealed: Uint8Array;
}

/** The galleries that the site has pushed, kept as terminals keep them: what `present` gives is what terminals are to have. */
export interface PushedGalleries extends Omit<GroupGalleries, 'missing' | 'keyIds' | 'adopt'> {
  /** These changes as encrypted chunks, in order. */
  pack(group: string, changes: GalleryChanges, space: EmbeddingSpace): AsyncIterable<SealedChunk>;
  /** A chunk that is kept. @throws StoreError (rejects) `gallery.damaged` */
  read(group: string, chunk: ChunkRef): Promise<Uint8Array>;
  /** The digest that a manifest of these chunks has. */
  digest(chunks: readonly ChunkRef[]): string;
  /** Signed by the site’s enroller. @throws CommandRejected, StoreError `keys.*` */
  sign(manifest: GalleryManifest): string;
}
