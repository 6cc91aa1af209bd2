import { timestamp } from '../../src/base/units.js';
import type { GalleryEntry } from '../../src/gallery/domain/gallery.js';
import type { GalleryManifest } from '../../src/gallery/domain/gallery-manifest.js';
import type { GroupGalleries } from '../../src/gallery/ports/group-galleries.js';
import type { EmbeddingSpace } from '../../src/vision/domain/embedding.js';

/** What sites have pushed, without files: only what serves is there to be read. */
export class PushedGalleries implements Pick<GroupGalleries, 'groups' | 'present' | 'open'> {
  readonly groups: readonly string[];
  readonly #space: EmbeddingSpace;
  readonly #serving = new Map<string, { manifest: GalleryManifest; entries: readonly GalleryEntry[] }>();
  /** Groups that were opened, in order. */
  readonly opened: string[] = [];
  /** Groups whose files are damaged. */
  readonly damaged = new Set<string>();

  constructor(space: EmbeddingSpace, ...groups: readonly string[]) {
    this.#space = space;
    this.groups = groups;
  }

  push(group: string, issued: number, ...entries: readonly GalleryEntry[]): void {
    const revision = (this.present(group)?.revision ?? 0) + 1;
    const manifest = { group, revision, digest: `${revision}`, issued: timestamp(issued), space: this.#space };
    this.#serving.set(group, { manifest: manifest as GalleryManifest, entries });
  }

  present(group: string): GalleryManifest | undefined {
    return this.#serving.get(group)?.manifest;
  }

  async open({ group }: GalleryManifest) {
    this.opened.push(group);
    if (this.damaged.has(group)) throw new Error('a chunk is damaged');
    const { manifest, entries } = this.#serving.get(group) as { manifest: GalleryManifest; entries: GalleryEntry[] };
    const templates = entries.reduce((sum, entry) => sum + entry.templates.length, 0);
    return { manifest, templates, entries: () => entries };
  }

  /** As the loader wants it; it asks for nothing else. */
  asGroups(): GroupGalleries {
    return this as Pick<GroupGalleries, 'groups' | 'present' | 'open'> as GroupGalleries;
  }
}
