import { describe } from '../base/errors.js';
import type { Timestamp } from '../base/units.js';
import type { EmbeddingSpace } from '../vision/domain/embedding.js';
import type { GalleryEntry, Person, Template } from './domain/gallery.js';
import type { LoadedGallery } from './gallery-view.js';
import type { GalleryStore } from './ports/gallery-store.js';
import type { GroupGalleries, GroupGallery } from './ports/group-galleries.js';
import { GalleryIndexBuilder } from './search/gallery-index.js';

/** Where the people whom a terminal knows come from. */
export interface GallerySources {
  /** Enrolled at this terminal. */
  readonly local: Pick<GalleryStore, 'revision' | 'people' | 'templateCounts'> & {
    templatesAfter(
      space: EmbeddingSpace,
      id: number,
      count: number,
    ): {
      readonly templates: readonly Template[];
      /** Whose templates could not be unsealed. */
      readonly damaged: readonly string[];
      /** Id of the last one looked at; undefined at the end. */
      readonly last?: number | undefined;
    };
  };
  readonly pushed?: {
    readonly galleries: GroupGalleries;
    readonly revocations: () => Promise<ReadonlyMap<string, Timestamp>>;
  };
}

/** Templates unsealed and indexed between two turns of the event loop: about a millisecond of work. */
const sliceTemplates = 64;
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Changes whenever `loadGallery` would find something else. */
export function galleryRevision({ local, pushed }: GallerySources): string {
  const groups = pushed?.galleries.groups.map((group) => {
    const { revision, digest } = pushed.galleries.present(group) ?? { revision: 0, digest: '' };
    return ` @${group} ${revision} ${digest.slice(0, 8)}`;
  });
  return `${local.revision()}${groups?.join('') ?? ''}`;
}

/**
 * Reads everybody in slices, so that the door is never kept waiting; begins again when something changed meanwhile.
 * Who is in several galleries is known by the templates of all, and by the last group's word on the rest.
 */
export async function loadGallery(sources: GallerySources, space: EmbeddingSpace): Promise<LoadedGallery> {
  for (;;) {
    const revision = galleryRevision(sources);
    const loaded = await loadAt(sources, space, () => galleryRevision(sources) === revision);
    if (loaded) return { revision, ...loaded };
  }
}

async function loadAt(
  sources: GallerySources,
  space: EmbeddingSpace,
  unchanged: () => boolean,
): Promise<Omit<LoadedGallery, 'revision'> | undefined> {
  const { local } = sources;
  const { galleries, faults } = await openPushed(sources, space);
  const revoked = (await sources.pushed?.revocations()) ?? new Map<string, Timestamp>();
  const people = new Map<string, Person>(local.people().map((person) => [person.id, person]));
  const capacity = galleries.reduce((sum, { templates }) => sum + templates, local.templateCounts().get(space.id) ?? 0);
  const builder = new GalleryIndexBuilder(space, capacity);

  const damaged: string[] = [];

  for (let after: number | undefined = 0; after !== undefined; ) {
    const slice = local.templatesAfter(space, after, sliceTemplates);
    if (!unchanged()) return undefined;
    for (const template of slice.templates) builder.add(template);
    damaged.push(...slice.damaged);
    after = slice.last;
    await nextTurn();
  }
  for (const { manifest, entries } of galleries) {
    let added = 0;
    for (const entry of entries()) {
      if (manifest.issued <= (revoked.get(entry.person.id) ?? -1)) continue;
      addEntry(builder, people, entry);
      if (++added % sliceTemplates !== 0) continue;
      await nextTurn();
      if (!unchanged()) return undefined;
    }
  }
  return { people, index: builder.build(), damaged, faults };
}

function addEntry(
  builder: GalleryIndexBuilder,
  people: Map<string, Person>,
  { person, templates }: GalleryEntry,
): void {
  people.set(person.id, person);
  // The number of a template means something in the local store only.
  for (const embedding of templates) builder.add({ id: 0, person: person.id, embedding });
}

/** A group's gallery that cannot be used keeps nobody else out. */
async function openPushed(
  { pushed }: GallerySources,
  space: EmbeddingSpace,
): Promise<{ readonly galleries: readonly GroupGallery[]; readonly faults: readonly string[] }> {
  const galleries: GroupGallery[] = [];
  const faults: string[] = [];
  for (const group of pushed?.galleries.groups ?? []) {
    const manifest = pushed?.galleries.present(group);
    if (pushed === undefined || manifest === undefined) continue;
    if (manifest.space.id !== space.id) {
      faults.push(`the gallery of @${group} is of another model (${manifest.space.id}) and is not used; push it again`);
      continue;
    }
    try {
      galleries.push(await pushed.galleries.open(manifest));
    } catch (error) {
      faults.push(`the gallery of @${group} cannot be used: ${describe(error)}`);
    }
  }
  return { galleries, faults };
}
