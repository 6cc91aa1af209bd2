import type { GalleryEntry } from '../../gallery/domain/gallery.js';
import type { ChunkRef } from '../../gallery/domain/gallery-manifest.js';
import type { EmbeddingSpace } from '../../vision/domain/embedding.js';
import { encodeChunk, entryBytes } from './chunk.js';
import { type ChunkSeal, sha256 } from './chunk-seal.js';
import { payloadLimits } from './topics.js';

export interface PackedChunk extends ChunkRef {
  readonly sealed: Buffer;
}

/** Room for the column names and for nonce and tag. */
const overhead = 1024;

/** Packs these changes, in order, into encrypted chunks of at most 256 KiB. Removals come first. */
export async function* packChunks(
  entries: Iterable<GalleryEntry>,
  removed: readonly string[],
  space: EmbeddingSpace,
  seal: ChunkSeal,
): AsyncGenerator<PackedChunk, void, undefined> {
  const most = payloadLimits.chunk - overhead;
  const pack = async (batch: readonly GalleryEntry[], gone: readonly string[]): Promise<PackedChunk> => {
    const sealed = await seal.seal(encodeChunk(batch, gone, space));
    return { sealed, sha256: await sha256(sealed), bytes: sealed.length };
  };
  for (let i = 0; i < removed.length; i += removalsPerChunk) yield pack([], removed.slice(i, i + removalsPerChunk));
  let batch: GalleryEntry[] = [];
  let held = 0;
  for (const entry of entries) {
    const bytes = entryBytes(entry, space);
    if (held + bytes > most && batch.length > 0) {
      yield pack(batch, []);
      batch = [];
      held = 0;
    }
    batch.push(entry);
    held += bytes;
  }
  if (batch.length > 0) yield pack(batch, []);
}

/** An id has at most 64 characters and two bytes before them. */
const removalsPerChunk = 3000;
