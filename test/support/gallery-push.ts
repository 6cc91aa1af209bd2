import { createHash, type KeyObject } from 'node:crypto';
import type { GalleryEntry } from '../../src/gallery/domain/gallery.js';
import { type ChunkRef, chunksOf, digestText, type GalleryDelta } from '../../src/gallery/domain/gallery-manifest.js';
import { type ChunkSeal, chunkSeal } from '../../src/protocol/wire/chunk-seal.js';
import { signText } from '../../src/protocol/wire/jws.js';
import { packChunks } from '../../src/protocol/wire/pack.js';
import { topics } from '../../src/protocol/wire/topics.js';
import type { EmbeddingSpace } from '../../src/vision/domain/embedding.js';
import type { Panel, Site } from './site.js';

interface Change {
  readonly put?: Iterable<GalleryEntry>;
  readonly removed?: readonly string[];
}

/** Pushes the gallery of the group lobby as PROTOCOL.md says: chunks, then the manifest, all retained. */
export class GalleryPush {
  readonly chunks = new Map<string, Buffer>();
  readonly #panel: Panel;
  readonly #site: Site;
  readonly #space: EmbeddingSpace;
  #seal: ChunkSeal | undefined;
  #snapshot: { readonly revision: number; readonly chunks: readonly ChunkRef[] } = { revision: 1, chunks: [] };
  #deltas: GalleryDelta[] = [];
  bytes = 0;

  constructor(panel: Panel, site: Site, space: EmbeddingSpace) {
    this.#panel = panel;
    this.#site = site;
    this.#space = space;
  }

  /** What is pushed from now on is encrypted with this key. */
  async rekey(key: KeyObject): Promise<void> {
    this.#seal = await chunkSeal(key, 'hq', 'lobby');
  }

  async snapshot(revision: number, entries: Iterable<GalleryEntry>, change: object = {}): Promise<void> {
    this.#snapshot = { revision, chunks: await this.#publish({ put: entries }) };
    this.#deltas = [];
    await this.manifest(revision, change);
  }

  async delta(base: number, revision: number, change: Change): Promise<void> {
    this.#deltas.push({ base, revision, chunks: await this.#publish(change) });
    await this.manifest(revision);
  }

  async manifest(revision: number, change: object = {}): Promise<void> {
    const recipe = { snapshot: this.#snapshot, deltas: this.#deltas };
    const manifest = {
      site: 'hq',
      group: 'lobby',
      revision,
      issued: Date.now(),
      space: this.#space,
      groupKey: (await this.#sealed()).keyId,
      people: 0,
      templates: 0,
      digest: createHash('sha256')
        .update(digestText(chunksOf(recipe)))
        .digest('hex'),
      ...recipe,
      ...change,
    };
    const signed = signText(manifest, 'ostiary-gallery', this.#site.enroller);
    this.bytes += signed.length;
    await this.#panel.publish(topics.manifest('hq', 'lobby'), signed, { retain: true });
  }

  async #sealed(): Promise<ChunkSeal> {
    this.#seal ??= await chunkSeal(this.#site.groupKey, 'hq', 'lobby');
    return this.#seal;
  }

  async #publish({ put = [], removed = [] }: Change): Promise<ChunkRef[]> {
    const refs: ChunkRef[] = [];
    for await (const { sealed, sha256, bytes } of packChunks(put, removed, this.#space, await this.#sealed())) {
      this.chunks.set(sha256, sealed);
      this.bytes += bytes;
      await this.#panel.publish(topics.chunk('hq', 'lobby', sha256), sealed, { retain: true });
      refs.push({ sha256, bytes });
    }
    return refs;
  }
}
