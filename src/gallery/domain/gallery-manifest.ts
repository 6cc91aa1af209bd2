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
 * The whole recipe of a group's gallery at `revision`: a snapshot and the deltas since, in order. A terminal fetches the
 * chunks that it lacks, so a gap cannot arise: whoever is new, or was away, finds everything in the latest manifest.
 */
export interface GalleryManifest {
  readonly site: string;
  readonly group: string;
  readonly revision: number;
  readonly issued: Timestamp;
  readonly space: EmbeddingSpace;
  /** Which key of the group opens the chunks: the first 16 hex digits of the SHA-256 of the key. */
  readonly groupKey: string;
  readonly people: number;
  readonly templates: number;
  /** SHA-256 over the digests of all chunks in order, as their lower-case hex, one line each. */
  readonly digest: string;
  readonly snapshot: { readonly revision: number; readonly chunks: readonly ChunkRef[] };
  readonly deltas: readonly GalleryDelta[];
}

/** What the present gallery of a terminal is; absent before the first. */
export type GalleryState = Pick<GalleryManifest, 'revision' | 'digest'>;

/** All chunks in the order in which they are to be applied. */
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
  /** Those with which the chunks may be encrypted. */
  readonly groupKeys: readonly string[];
}

/** Refuses a manifest that this terminal cannot or must not follow. @throws CommandRejected `gallery.*` */
export function requireUsable(manifest: GalleryManifest, expected: Expected, digest: string): void {
  const refuse = (code: string, message: string, remedy: string): never => {
    throw new CommandRejected(code, message, { remedy });
  };
  if (manifest.site !== expected.site || manifest.group !== expected.group) {
    refuse(
      'gallery.target',
      `the gallery is for ${manifest.site}/@${manifest.group}`,
      'Publish it under its own group.',
    );
  }
  if (manifest.space.id !== expected.space.id || manifest.space.dimension !== expected.space.dimension) {
    refuse(
      'gallery.space',
      `the templates are of space ${manifest.space.id}, this terminal is of ${expected.space.id}`,
      'Push templates made with the model bundle of the terminals, or update the bundle of this terminal.',
    );
  }
  if (!expected.groupKeys.includes(manifest.groupKey)) {
    refuse(
      'gallery.key',
      `the chunks are encrypted with key ${manifest.groupKey}, this terminal has ${expected.groupKeys.join(', ') || 'none'}`,
      `Deliver the present key of the group ${expected.group} to this terminal; an old key is accepted until a gallery under the new one serves.`,
    );
  }
  let revision = manifest.snapshot.revision;
  for (const delta of manifest.deltas) {
    if (delta.base !== revision || delta.revision <= delta.base) {
      refuse('gallery.gap', `a delta begins at ${delta.base}, after revision ${revision}`, 'Push a new snapshot.');
    }
    revision = delta.revision;
  }
  if (revision !== manifest.revision) {
    refuse('gallery.gap', `the deltas end at ${revision}, not at ${manifest.revision}`, 'Push a new snapshot.');
  }
  if (manifest.digest !== digest) {
    refuse('gallery.digest', 'the digest of the manifest is not that of its chunks', 'Push the gallery again.');
  }
}

/** Whether the manifest brings something new. @throws CommandRejected `gallery.rollback` for another gallery that is not newer. */
export function isNews(manifest: GalleryManifest, present: GalleryState | undefined): boolean {
  if (present === undefined || manifest.revision > present.revision) return true;
  if (manifest.revision === present.revision && manifest.digest === present.digest) return false;
  throw new CommandRejected(
    'gallery.rollback',
    `revision ${manifest.revision} does not follow the present revision ${present.revision}`,
    { remedy: 'Push a revision that is higher.' },
  );
}
