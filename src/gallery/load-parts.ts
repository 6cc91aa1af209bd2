import { describe } from '../base/errors.js';
import type { EmbeddingSpace } from '../vision/domain/embedding.js';
import { isKeptOut, type LocalPart, type PushedPart, type Revocations } from './assembled-gallery.js';
import type { Person, Template } from './domain/gallery.js';
import type { GalleryManifest } from './domain/gallery-manifest.js';
import type { GalleryStore } from './ports/gallery-store.js';
import type { GroupGalleries, GroupGallery } from './ports/group-galleries.js';
import { GalleryIndexBuilder } from './search/gallery-index.js';
import { OverlaidIndex } from './search/overlaid-index.js';

export interface LocalSource extends Pick<GalleryStore, 'revision' | 'people' | 'templateCounts'> {
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
}

/** Templates unsealed and indexed between two turns of the event loop: about a millisecond of work. */
const sliceTemplates = 64;
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Undefined when somebody was changed meanwhile. */
export async function loadLocal(local: LocalSource, space: EmbeddingSpace): Promise<LocalPart | undefined> {
  const revision = local.revision();
  const people = new Map<string, Person>(local.people().map((person) => [person.id, person]));
  const builder = new GalleryIndexBuilder(space, local.templateCounts().get(space.id) ?? 0);
  const damaged: string[] = [];
  for (let after: number | undefined = 0; after !== undefined; ) {
    const slice = local.templatesAfter(space, after, sliceTemplates);
    if (local.revision() !== revision) return undefined;
    for (const template of slice.templates) builder.add(template);
    damaged.push(...slice.damaged);
    after = slice.last;
    await nextTurn();
  }
  return { people, index: new OverlaidIndex(builder.build()), damaged };
}

export const groupRevision = (group: string, { revision, digest }: Partial<GalleryManifest> = {}): string =>
  ` @${group} ${revision ?? 0} ${digest?.slice(0, 8) ?? ''}`;

/** What serves of one group, or why it cannot. Undefined when nothing was pushed, or something else serves by now. */
export async function loadGroup(
  galleries: GroupGalleries,
  group: string,
  { space, revoked }: { readonly space: EmbeddingSpace; readonly revoked: Revocations },
): Promise<PushedPart | string | undefined> {
  const manifest = galleries.present(group);
  if (manifest === undefined) return undefined;
  if (manifest.space.id !== space.id) {
    return `the gallery of @${group} is of another model (${manifest.space.id}) and is not used; push it again`;
  }
  const revision = groupRevision(group, manifest);
  let opened: GroupGallery;
  try {
    opened = await galleries.open(manifest);
  } catch (error) {
    return `the gallery of @${group} cannot be used: ${describe(error)}`;
  }
  const people = new Map<string, Person>();
  const builder = new GalleryIndexBuilder(space, opened.templates);
  let read = 0;
  for (const { person, templates } of opened.entries()) {
    if (!isKeptOut(manifest.issued, revoked.get(person.id))) {
      people.set(person.id, person);
      // The number of a template means something in the local store only.
      for (const embedding of templates) builder.add({ id: 0, person: person.id, embedding });
    }
    if (++read % sliceTemplates !== 0) continue;
    await nextTurn();
    if (groupRevision(group, galleries.present(group)) !== revision) return undefined;
  }
  return { people, index: new OverlaidIndex(builder.build()), revision, issued: manifest.issued };
}
