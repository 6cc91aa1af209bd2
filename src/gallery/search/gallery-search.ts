import { dot, type Embedding, type EmbeddingSpace } from '../../vision/domain/embedding.js';
import type { Candidate } from '../domain/gallery.js';
import { quantize } from '../domain/quantise.js';
import { Shortlist } from './shortlist.js';

/** Templates laid out for the search; the i-th entry of each array belongs to the i-th template. */
export interface SearchableTemplates {
  readonly space: EmbeddingSpace;
  readonly size: number;
  /** Dense numbers of persons, and their ids by number. */
  readonly people: Int32Array;
  readonly ids: readonly string[];
  /** Template after template, `space.dimension` values each. */
  readonly exact: Float32Array;
  /** Length of the difference between each template and its int8 form. */
  readonly errors: Float32Array;
  /** Length of the longest template's int8 form, or more. */
  readonly longest: number;
  /** Where the kernel reads the probe. */
  readonly probe: Int16Array;
  /** Where the kernel writes each template's dot product with the probe, without the probe's scale. */
  readonly products: Float32Array;
  /** Runs the kernel. */
  scan(): void;
}

/**
 * Exact search: an int8 scan over all templates gives each an interval that contains its similarity. Every template whose interval reaches
 * the `count`-th best person's similarity is then computed in float32. Quantisation thus never changes the result; it only costs some more
 * float32 products. Equal similarities are ordered by person id.
 * @param except people whose templates do not count
 */
export function searchTemplates(
  templates: SearchableTemplates,
  probe: Embedding,
  count: number,
  except: ReadonlySet<string>,
): readonly Candidate[] {
  const { size, people, ids, errors, products, longest } = templates;
  const wanted = Math.min(count, ids.length);
  if (!(wanted > 0)) return [];
  const { scale, error, norm } = quantize(probe.values, templates.probe);
  templates.scan();

  const surest = new Shortlist(wanted);
  let lowest = surest.floor;
  for (let i = 0; i < size; i++) {
    const bound = scale * (products[i] as number) - norm * (errors[i] as number);
    if (bound <= lowest || except.has(ids[people[i] as number] as string)) continue;
    surest.offer(people[i] as number, i, bound);
    lowest = surest.floor;
  }
  // At least the wanted number of distinct persons reach this similarity.
  const floor = surest
    .templates()
    .reduce((least, i) => Math.min(least, exactSimilarity(templates, i, probe)), Number.POSITIVE_INFINITY);
  // The probe's own error, and what float32 rounding may add.
  const slack = error * longest + 1e-5 * (1 + norm * longest);
  const best = new Map<number, number>();
  for (let i = 0; i < size; i++) {
    if (scale * (products[i] as number) + norm * (errors[i] as number) + slack < floor) continue;
    const person = people[i] as number;
    if (except.has(ids[person] as string)) continue;
    const found = exactSimilarity(templates, i, probe);
    if (found > (best.get(person) ?? Number.NEGATIVE_INFINITY)) best.set(person, found);
  }
  return Array.from(best, ([person, similarity]) => ({ person: ids[person] as string, similarity }))
    .sort((a, b) => b.similarity - a.similarity || (a.person < b.person ? -1 : 1))
    .slice(0, wanted);
}

function exactSimilarity({ space, exact }: SearchableTemplates, i: number, probe: Embedding): number {
  return dot(probe.values, exact.subarray(i * space.dimension, (i + 1) * space.dimension));
}
