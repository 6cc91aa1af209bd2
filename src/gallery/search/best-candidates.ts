import type { Candidate } from '../domain/gallery.js';

/** The `count` best persons of several searches for as many: best first, equal similarities by person id. */
export function bestCandidates(found: Iterable<Candidate>, count: number): readonly Candidate[] {
  const best = new Map<string, number>();
  for (const { person, similarity } of found) {
    if (similarity > (best.get(person) ?? Number.NEGATIVE_INFINITY)) best.set(person, similarity);
  }
  return Array.from(best, ([person, similarity]) => ({ person, similarity }))
    .sort((a, b) => b.similarity - a.similarity || (a.person < b.person ? -1 : 1))
    .slice(0, Math.max(0, count));
}
