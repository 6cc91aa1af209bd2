import type { GalleryManifest } from '../../gallery/domain/gallery-manifest.js';
import { lackedBy } from './admission.js';

/** The state that a terminal reports. */
interface Actual {
  readonly groups: readonly string[];
  readonly galleries: readonly Pick<GalleryManifest, 'group' | 'revision' | 'digest'>[];
  readonly keyRing: number;
  readonly space: { readonly id: string } | null;
  readonly groupKeys: Readonly<Record<string, readonly string[]>>;
}

/** The intended state of terminals. */
interface Intended {
  readonly manifests: ReadonlyMap<string, GalleryManifest>;
  readonly keyRing: number;
  /** Id of the current key by group, as far as known here. */
  readonly groupKeys: ReadonlyMap<string, string>;
}

/** Differences between a terminal and what was published for it, in words; empty if none. */
export function driftOf(actual: Actual, { manifests, keyRing, groupKeys }: Intended): readonly string[] {
  const galleries = actual.groups.flatMap((group) => {
    const wanted = manifests.get(group);
    const has = actual.galleries.find((gallery) => gallery.group === group);
    if (wanted === undefined || (has?.revision === wanted.revision && has.digest === wanted.digest)) return [];
    const foreign = actual.space !== null && actual.space.id !== wanted.space.id;
    return [`${group} ${has?.revision ?? 0} of ${wanted.revision}${foreign ? ' (other model)' : ''}`];
  });
  const lacking = lackedBy(actual, groupKeys).map(
    (group) => `${actual.groupKeys[group]?.[0] ? 'old' : 'no'} key of ${group}`,
  );
  const ring = actual.keyRing < keyRing ? [`keys ${actual.keyRing} of ${keyRing}`] : [];
  return [...galleries, ...lacking, ...ring];
}
