import type { Embedding } from '../../vision/domain/embedding.js';
import type { GalleryEntry } from './gallery.js';
import { quantize } from './quantise.js';

/** The changes from one gallery to another. */
export interface GalleryChanges {
  readonly put: readonly GalleryEntry[];
  readonly removed: readonly string[];
}

/** Finds whom to put and remove so that `present`, as pushed, becomes `wanted`. Templates are equal if their int8 codes are. */
export function galleryChanges(present: Iterable<GalleryEntry>, wanted: readonly GalleryEntry[]): GalleryChanges {
  const before = new Map<string, GalleryEntry>();
  for (const entry of present) before.set(entry.person.id, entry);
  const put = wanted.filter((entry) => {
    const old = before.get(entry.person.id);
    before.delete(entry.person.id);
    return old === undefined || !same(old, entry);
  });
  return { put, removed: [...before.keys()] };
}

function same(a: GalleryEntry, b: GalleryEntry): boolean {
  if (limits(a) !== limits(b) || a.templates.length !== b.templates.length) return false;
  return a.templates.every((template, i) => sameCodes(template, b.templates[i] as Embedding));
}

const limits = ({ person: { id, name, enabled, validFrom, validUntil, doors } }: GalleryEntry): string =>
  JSON.stringify([id, name, enabled, validFrom ?? null, validUntil ?? null, doors ?? null]);

function sameCodes({ values: old }: Embedding, { values: now }: Embedding): boolean {
  if (old.length !== now.length) return false;
  const [before, after] = [new Int8Array(old.length), new Int8Array(now.length)];
  quantize(old, before);
  quantize(now, after);
  // A loop: `every` calls a function for each of fifty million codes.
  for (let k = 0; k < before.length; k++) if (before[k] !== after[k]) return false;
  return true;
}
