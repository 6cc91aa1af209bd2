import { CommandRejected } from '../../base/errors.js';
import type { Timestamp } from '../../base/units.js';
import type { EmbeddingSpace } from '../../vision/domain/embedding.js';

/** A piece of a group's gallery, named by the SHA-256 of its encrypted bytes (lower-case hex). */
export interface ChunkRef {
  readonly sha256: string;
  readonly bytes: number;
}

/** The changes that lead from revision `base` to `revision`. */
export interface GalleryDelta {
  readonly base: number;
  readonly revision: number;
  readonly chunks: readonly ChunkRef[];
}

/**
 * The complete description of a group's gallery at `revision`: a snapshot and the deltas since, in order. A terminal fetches the chunks it
 * is missing, so there are no gaps: new or returning terminals find everything in the latest manifest.
 */
export interface GalleryManifest {
  readonly site: string;
  readonly group: string;
  readonly revision: number;
  readonly issued: Timestamp;
  readonly space: EmbeddingSpace;
  /** Id of the group key that decrypts the chunks: the first 16 hex digits of the SHA-256 of the key. */
  readonly groupKey: string;
  readonly people: number;
  readonly templates: number;
  /** SHA-256 over the digests of all chunks in order, as their lower-case hex, one line each. */
  readonly digest: string;
  readonly snapshot: { readonly revision: number; readonly chunks: readonly ChunkRef[] };
  readonly deltas: readonly GalleryDelta[];
}

/** The current gallery of a terminal; absent before the first. */
export type GalleryState = Pick<GalleryManifest, 'revision' | 'digest'>;

/** All chunks in the order of application. */
export function chunksOf({ snapshot, deltas }: Pick<GalleryManifest, 'snapshot' | 'deltas'>): readonly ChunkRef[] {
  return [...snapshot.chunks, ...deltas.flatMap((delta) => delta.chunks)];
}

/** The text whose SHA-256 is the manifest's digest. */
export function digestText(chunks: readonly ChunkRef[]): string {
  return chunks.map(({ sha256 }) => `${sha256}\n`).join('');
}

interface Expected {
  readonly site: string;
  readonly group: string;
  readonly space: EmbeddingSpace;
  /** Ids of the keys that the chunks may be encrypted with. */
  readonly groupKeys: readonly string[];
}

/** Refuses a manifest that this terminal cannot or must not use. @throws CommandRejected `gallery.*` */
export function requireUsable(manifest: GalleryManifest, expected: Expected, digest: string): void {
  const refuse = (code: string, message: string, remedy: string): never => {
    throw new CommandRejected(code, message, { remedy });
  };
  if (manifest.site !== expected.site || manifest.group !== expected.group) {
    refuse(
      'gallery.target',
      `the gallery is for ${manifest.site}/@${manifest.group}`,
      'Publish it on the topic of its own group.',
    );
  }
  if (manifest.space.id !== expected.space.id || manifest.space.dimension !== expected.space.dimension) {
    refuse(
      'gallery.space',
      `the templates are of space ${manifest.space.id}, this terminal uses ${expected.space.id}`,
      'Push templates made with the model bundle of the terminals, or install that bundle on this terminal.',
    );
  }
  if (!expected.groupKeys.includes(manifest.groupKey)) {
    refuse(
      'gallery.key',
      `the chunks are encrypted with key ${manifest.groupKey}, this terminal has ${expected.groupKeys.join(', ') || 'none'}`,
      `Deliver the current key of the group ${expected.group} to this terminal (ostiary fleet keys deliver).`,
    );
  }
  let revision = manifest.snapshot.revision;
  for (const delta of manifest.deltas) {
    if (delta.base !== revision || delta.revision <= delta.base) {
      refuse(
        'gallery.gap',
        `a delta begins at ${delta.base}, after revision ${revision}`,
        'Push a new snapshot: ostiary fleet push --full.',
      );
    }
    revision = delta.revision;
  }
  if (revision !== manifest.revision) {
    refuse(
      'gallery.gap',
      `the deltas end at ${revision}, not at ${manifest.revision}`,
      'Push a new snapshot: ostiary fleet push --full.',
    );
  }
  if (manifest.digest !== digest) {
    refuse(
      'gallery.digest',
      'the digest of the manifest does not match its chunks',
      'Push the gallery again: ostiary fleet push.',
    );
  }
}

/** Whether the manifest is newer. @throws CommandRejected `gallery.rollback` for another gallery that is not newer. */
export function isNews(manifest: GalleryManifest, present: GalleryState | undefined): boolean {
  if (present === undefined || manifest.revision > present.revision) return true;
  if (manifest.revision === present.revision && manifest.digest === present.digest) return false;
  throw new CommandRejected(
    'gallery.rollback',
    `revision ${manifest.revision} is not newer than the current revision ${present.revision}`,
    { remedy: 'Push the gallery with a higher revision.' },
  );
}
