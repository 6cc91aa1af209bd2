import type { GalleryManifest } from './gallery-manifest.js';

/** What a terminal says that it is. */
interface Actual {
  readonly groups: readonly string[];
  readonly galleries: readonly Pick<GalleryManifest, 'group' | 'revision' | 'digest'>[];
  readonly keyRing: number;
  readonly space: { readonly id: string } | null;
}

/** What terminals are to be. */
interface Intended {
  readonly manifests: ReadonlyMap<string, GalleryManifest>;
  readonly keyRing: number;
}

/** In what a terminal differs from what was published for it, in words; empty when in nothing. */
export function driftOf(actual: Actual, { manifests, keyRing }: Intended): readonly string[] {
  const galleries = actual.groups.flatMap((group) => {
    const wanted = manifests.get(group);
    const has = actual.galleries.find((gallery) => gallery.group === group);
    if (wanted === undefined || (has?.revision === wanted.revision && has.digest === wanted.digest)) return [];
    const foreign = actual.space !== null && actual.space.id !== wanted.space.id;
    return [`${group} ${has?.revision ?? 0} of ${wanted.revision}${foreign ? ' (other model)' : ''}`];
  });
  return actual.keyRing < keyRing ? [...galleries, `keys ${actual.keyRing} of ${keyRing}`] : galleries;
}
