import { createHash } from 'node:crypto';
import { timestamp } from '../../src/base/units.js';
import {
  type ChunkRef,
  chunksOf,
  digestText,
  type GalleryManifest,
} from '../../src/gallery/domain/gallery-manifest.js';
import type { GroupGalleries, GroupGallery } from '../../src/gallery/ports/group-galleries.js';
import type { EmbeddingSpace } from '../../src/vision/domain/embedding.js';
import { TestDisk } from './test-disk.js';

export const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

/** A piece of a gallery whose bytes are this text; nobody decodes it here. */
export function chunkOf(text: string): { readonly ref: ChunkRef; readonly bytes: Uint8Array } {
  const bytes = Buffer.from(text);
  return { ref: { sha256: sha256(bytes), bytes: bytes.length }, bytes };
}

/** A manifest of the group lobby whose digest is right. */
export function manifestOf(
  revision: number,
  chunks: readonly ChunkRef[],
  space: EmbeddingSpace,
  change: Partial<GalleryManifest> = {},
): GalleryManifest {
  const recipe = { snapshot: { revision, chunks }, deltas: [] };
  const digest = sha256(digestText(chunksOf(recipe)));
  const head = { site: 'hq', group: 'lobby', revision, issued: timestamp(1), space, groupKey: 'key-1' };
  return { ...head, people: 2, templates: 3, digest, ...recipe, ...change };
}

/** Pushed galleries of the group lobby, kept for as long as this lives. */
export class MemoryGalleries implements GroupGalleries {
  readonly disk = new TestDisk();
  readonly groups = ['lobby'];
  readonly chunks = new Map<string, Uint8Array>();
  readonly signed: string[] = [];
  keys = ['key-1'];
  #present: GalleryManifest | undefined;

  keyId(): string {
    return this.keys[0] ?? '';
  }

  keyIds(): readonly string[] {
    return this.keys;
  }

  async adopt(_group: string, key: Uint8Array): Promise<void> {
    this.keys = [Buffer.from(key).toString('hex').slice(0, 16), ...this.keys];
  }

  present(): GalleryManifest | undefined {
    return this.#present;
  }

  missing(manifest: GalleryManifest): Promise<readonly ChunkRef[]> {
    return this.disk.use(() => chunksOf(manifest).filter(({ sha256 }) => !this.chunks.has(sha256)));
  }

  keep(_group: string, chunk: ChunkRef, bytes: Uint8Array): Promise<void> {
    return this.disk.use(() => void this.chunks.set(chunk.sha256, bytes));
  }

  open(manifest: GalleryManifest): Promise<GroupGallery> {
    return this.disk.use(() => ({ manifest, templates: manifest.templates, entries: () => [] }));
  }

  activate(manifest: GalleryManifest, signed: string): Promise<void> {
    return this.disk.use(() => {
      this.#present = manifest;
      this.signed.push(signed);
    });
  }
}
