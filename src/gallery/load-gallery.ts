import type { EmbeddingSpace } from '../vision/domain/embedding.js';
import {
  AssembledGallery,
  type GalleryRevision,
  isWorn,
  keepOut,
  type LocalPart,
  type PushedPart,
  type Revocations,
  revisionText,
} from './assembled-gallery.js';
import type { Person } from './domain/gallery.js';
import { groupRevision, type LocalSource, loadGroup, loadLocal, nextTurn } from './load-parts.js';
import type { GroupGalleries } from './ports/group-galleries.js';

/** Sources of the people that a terminal knows. */
export interface GallerySources {
  /** People enrolled at this terminal. */
  readonly local: LocalSource;
  readonly pushed?: {
    readonly galleries: GroupGalleries;
    readonly revocations: () => Promise<Revocations>;
  };
}

const slicePeople = 4096;

/** Changes whenever the result of `loadGallery` would. */
export function galleryRevision(sources: GallerySources): string {
  return revisionText(revisionOf(sources));
}

function revisionOf({ local, pushed }: GallerySources): GalleryRevision {
  const groups = pushed?.galleries.groups.map((group) => groupRevision(group, pushed.galleries.present(group)));
  return { local: local.revision(), pushed: groups?.join('') ?? '' };
}

/**
 * Reads everybody in slices, so that the door is never kept waiting; begins again with what changed meanwhile.
 * Who is in several galleries is known by the templates of all, and by the last group's word on the rest.
 * @param before what was loaded last: the parts of it that have not changed are taken over
 */
export async function loadGallery(
  sources: GallerySources,
  space: EmbeddingSpace,
  before?: AssembledGallery,
): Promise<AssembledGallery> {
  for (let known = before; ; ) {
    const revision = revisionOf(sources);
    const local =
      known?.localAt(revision.local) ?? before?.localAt(revision.local) ?? (await loadLocal(sources.local, space));
    if (local === undefined) {
      // However often another process changes somebody, the door has its turn.
      await nextTurn();
      continue;
    }
    known = await assemble(sources, space, revision, local, known?.pushed ?? []);
    if (galleryRevision(sources) === known.revision) return known;
  }
}

async function assemble(
  { pushed: from }: GallerySources,
  space: EmbeddingSpace,
  revision: GalleryRevision,
  local: LocalPart,
  before: readonly PushedPart[],
): Promise<AssembledGallery> {
  const revoked: Revocations = (await from?.revocations()) ?? new Map();
  const pushed: PushedPart[] = [];
  const faults: string[] = [];
  for (const group of from?.galleries.groups ?? []) {
    if (from === undefined) break;
    const wanted = groupRevision(group, from.galleries.present(group));
    const kept = before.find((old) => old.revision === wanted && !isWorn(old));
    if (kept) for (const [person, at] of revoked) keepOut(kept, person, at);
    const part = kept ?? (await loadGroup(from.galleries, group, { space, revoked }));
    if (typeof part === 'string') faults.push(part);
    else if (part !== undefined) pushed.push(part);
  }
  const people = new Map<string, Person>();
  for (const part of [local, ...pushed]) {
    for (const [id, person] of part.people) {
      people.set(id, person);
      if (people.size % slicePeople === 0) await nextTurn();
    }
  }
  return new AssembledGallery({ space, revision, local, pushed, people, faults });
}
