import type { Clock } from '../base/clock.js';
import { CommandRejected, StoreError } from '../base/errors.js';
import type { GalleryEntry } from '../gallery/domain/gallery.js';
import { type GalleryChanges, galleryChanges } from '../gallery/domain/gallery-changes.js';
import { chunksOf, type GalleryDelta, type GalleryManifest } from '../gallery/domain/gallery-manifest.js';
import type { EmbeddingSpace } from '../vision/domain/embedding.js';
import type { PushedGalleries, SealedChunk } from './ports/pushed-galleries.js';

export interface PushRequest {
  readonly site: string;
  readonly group: string;
  readonly space: EmbeddingSpace;
  /** All people who belong in the gallery of the group. */
  readonly wanted: readonly GalleryEntry[];
  /** The manifest at the broker; undefined if none. */
  readonly atBroker: GalleryManifest | undefined;
  /** Push a snapshot in any case. */
  readonly full: boolean;
}

export interface PushPlan {
  readonly kind: 'current' | 'delta' | 'snapshot';
  readonly manifest: GalleryManifest;
  /** New chunks. */
  readonly chunks: readonly SealedChunk[];
  readonly put: number;
  readonly removed: number;
}

interface Dependencies {
  readonly galleries: PushedGalleries;
  readonly clock: Pick<Clock, 'wall'>;
}

/** Deltas stay below this share of the snapshot (PROTOCOL.md), with a minimum for small galleries. */
const deltaShare = 0.25;
const deltaFloor = 256 * 1024;
const mostDeltas = 200;
/** A manifest may have 512 KiB; each chunk takes about 90 bytes, 120 in base64. */
const mostChunks = 4000;

/**
 * Plans a push that gives terminals `wanted`; changes nothing yet.
 * @throws CommandRejected `push.too-many-chunks`; StoreError (rejects)
 */
export async function planPush(request: PushRequest, deps: Dependencies): Promise<PushPlan> {
  const { group, space, wanted, atBroker, full } = request;
  const { galleries } = deps;
  const present = galleries.present(group);
  const followed =
    present !== undefined &&
    present.space.id === space.id &&
    present.groupKey === galleries.keyId(group) &&
    (atBroker === undefined ||
      atBroker.revision < present.revision ||
      (atBroker.revision === present.revision && atBroker.digest === present.digest));
  const changes = followed && !full ? await changesSince(present, wanted, galleries) : undefined;
  if (present && changes?.put.length === 0 && changes.removed.length === 0)
    return { kind: 'current', manifest: present, chunks: [], put: 0, removed: 0 };
  const revision = Math.max(present?.revision ?? 0, atBroker?.revision ?? 0) + 1;
  if (present && changes) {
    const chunks = await collect(galleries.pack(group, changes, space));
    const delta: GalleryDelta = { base: present.revision, revision, chunks: chunks.map(ref) };
    const deltas = [...present.deltas, delta];
    if (isSmall(present, deltas)) {
      const manifest = manifestOf(request, deps, revision, { snapshot: present.snapshot, deltas });
      return { kind: 'delta', manifest, chunks, put: changes.put.length, removed: changes.removed.length };
    }
  }
  const chunks = await collect(galleries.pack(group, { put: wanted, removed: [] }, space));
  const snapshot = { revision, chunks: chunks.map(ref) };
  if (chunks.length > mostChunks) throw tooMany(group, chunks.length);
  const manifest = manifestOf(request, deps, revision, { snapshot, deltas: [] });
  return { kind: 'snapshot', manifest, chunks, put: wanted.length, removed: changes?.removed.length ?? 0 };
}

/** Undefined if the pushed gallery can no longer be read: a snapshot is needed then. */
async function changesSince(
  present: GalleryManifest,
  wanted: readonly GalleryEntry[],
  galleries: PushedGalleries,
): Promise<GalleryChanges | undefined> {
  try {
    return galleryChanges((await galleries.open(present)).entries(), wanted);
  } catch (error) {
    if (error instanceof StoreError || error instanceof CommandRejected) return undefined;
    throw error;
  }
}

function isSmall({ snapshot }: GalleryManifest, deltas: readonly GalleryDelta[]): boolean {
  const bytes = (chunks: readonly { readonly bytes: number }[]): number => chunks.reduce((sum, c) => sum + c.bytes, 0);
  const changed = bytes(deltas.flatMap(({ chunks }) => chunks));
  const count = snapshot.chunks.length + deltas.reduce((sum, { chunks }) => sum + chunks.length, 0);
  const room = Math.max(deltaFloor, bytes(snapshot.chunks) * deltaShare);
  return deltas.length <= mostDeltas && changed <= room && count <= mostChunks;
}

function manifestOf(
  { site, group, space, wanted }: PushRequest,
  { galleries, clock }: Dependencies,
  revision: number,
  recipe: Pick<GalleryManifest, 'snapshot' | 'deltas'>,
): GalleryManifest {
  return {
    site,
    group,
    revision,
    issued: clock.wall(),
    space,
    groupKey: galleries.keyId(group),
    people: wanted.length,
    templates: wanted.reduce((sum, { templates }) => sum + templates.length, 0),
    digest: galleries.digest(chunksOf(recipe)),
    ...recipe,
  };
}

const ref = ({ sha256, bytes }: SealedChunk) => ({ sha256, bytes });

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function tooMany(group: string, chunks: number): CommandRejected {
  return new CommandRejected('push.too-many-chunks', `the gallery of ${group} needs ${chunks} chunks`, {
    remedy: `Split the group: a gallery may have at most ${mostChunks} chunks, about two million templates.`,
  });
}
