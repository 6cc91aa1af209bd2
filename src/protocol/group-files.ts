import { createSecretKey, type KeyObject } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, StoreError } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { GalleryEntry } from '../gallery/domain/gallery.js';
import { type ChunkRef, chunksOf, type GalleryManifest } from '../gallery/domain/gallery-manifest.js';
import type { GroupGalleries, GroupGallery } from '../gallery/ports/group-galleries.js';
import { writeWhole } from '../platform/write-file.js';
import { manifest as manifestSchema } from './schemas/documents.js';
import { parseJson } from './wire/bounded-json.js';
import { type ChunkContent, decodeChunk } from './wire/chunk.js';
import { type ChunkSeal, chunkSeal, sha256 } from './wire/chunk-seal.js';
import { parseSigned } from './wire/jws.js';

export interface GroupFilesOptions {
  /** Each group has a folder of its own in here. */
  readonly folder: string;
  readonly site: string;
  /** Without a key where the site has yet to deliver one. */
  readonly groups: readonly { readonly name: string; readonly key?: KeyObject }[];
  readonly log: Log;
}

const manifestFile = 'manifest.jws';

/**
 * Pushed galleries as files: the chunks as they came, encrypted, each under its digest, and the signed manifest, whose rename is
 * the one moment at which a gallery changes.
 */
export class GroupFiles implements GroupGalleries {
  readonly groups: readonly string[];
  readonly #folder: string;
  readonly #site: string;
  /** Newest first. */
  readonly #seals: Map<string, readonly ChunkSeal[]>;
  readonly #present = new Map<string, GalleryManifest>();

  private constructor({ folder, site, groups }: GroupFilesOptions) {
    this.#folder = folder;
    this.#site = site;
    this.groups = groups.map(({ name }) => name);
    this.#seals = new Map(this.groups.map((group) => [group, []]));
  }

  /** A manifest that cannot be read is as good as none: the site publishes it again. @throws StoreError (rejects) */
  static async open(options: GroupFilesOptions): Promise<GroupFiles> {
    const { folder, groups, log } = options;
    const files = new GroupFiles(options);
    for (const { name: group, key } of groups) {
      if (key !== undefined) await files.adopt(group, key.export());
      await guarded(folder, () => mkdir(join(folder, group), { recursive: true, mode: 0o700 }));
      try {
        const text = await readFile(files.#path(group, manifestFile));
        const { payload } = parseSigned(text, 'ostiary-gallery');
        files.#present.set(group, parseJson(payload, manifestSchema, { depth: 8, count: 20_000 }));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
          log.warn({ group, fault: describe(error) }, 'no manifest');
      }
    }
    return files;
  }

  /** Of the newest key. @throws StoreError `gallery.group` */
  keyId(group: string): string {
    return this.seal(group).keyId;
  }

  keyIds(group: string): readonly string[] {
    const [newest, ...older] = this.#sealsOf(group).map(({ keyId }) => keyId);
    if (newest === undefined) return [];
    return this.present(group)?.groupKey === newest ? [newest] : [newest, ...older];
  }

  async adopt(group: string, key: Uint8Array): Promise<void> {
    if (!this.#seals.has(group)) return;
    const seal = await chunkSeal(createSecretKey(key), this.#site, group);
    const older = this.#sealsOf(group).filter(({ keyId }) => keyId !== seal.keyId);
    this.#seals.set(group, [seal, ...older]);
  }

  /** The key of any group by its id. */
  keyOf(id: string): KeyObject | undefined {
    return [...this.#seals.values()].flat().find(({ keyId }) => keyId === id)?.key;
  }

  present(group: string): GalleryManifest | undefined {
    return this.#present.get(group);
  }

  async missing(manifest: GalleryManifest): Promise<readonly ChunkRef[]> {
    const kept = new Set(await guarded(this.#folder, () => readdir(join(this.#folder, manifest.group))));
    const wanted = new Map(chunksOf(manifest).map((chunk) => [chunk.sha256, chunk]));
    return [...wanted.values()].filter((chunk) => !kept.has(chunk.sha256));
  }

  keep(group: string, chunk: ChunkRef, bytes: Uint8Array): Promise<void> {
    return guarded(this.#folder, () => writeWhole(this.#path(group, chunk.sha256), bytes));
  }

  async open(manifest: GalleryManifest): Promise<GroupGallery> {
    const { group, space, groupKey } = manifest;
    const seal = this.seal(group, groupKey);
    const contents: ChunkContent[] = [];
    for (const chunk of chunksOf(manifest)) {
      contents.push(decodeChunk(await seal.open(await this.read(group, chunk)), space));
    }
    return { manifest, ...replay(contents) };
  }

  async activate(manifest: GalleryManifest, signed: string): Promise<void> {
    const { group } = manifest;
    await guarded(this.#folder, () => writeWhole(this.#path(group, manifestFile), Buffer.from(signed, 'latin1')));
    this.#present.set(group, manifest);
    const used = new Set([manifestFile, ...chunksOf(manifest).map((chunk) => chunk.sha256)]);
    await guarded(this.#folder, async () => {
      for (const file of await readdir(join(this.#folder, group)))
        if (!used.has(file)) await rm(this.#path(group, file));
    });
  }

  /** The chunk as it was kept, digest checked. @throws StoreError (rejects) `gallery.damaged` */
  async read(group: string, { sha256: wanted, bytes }: ChunkRef): Promise<Buffer> {
    const path = this.#path(group, wanted);
    return guarded(path, async () => {
      const { size } = await stat(path);
      const content = size === bytes ? await readFile(path) : undefined;
      if (content && (await sha256(content)) === wanted) return content;
      // What lies there is not what was verified: it is fetched again.
      await rm(path, { force: true });
      throw new StoreError('gallery.damaged', `${path} is damaged`, {
        remedy: 'It is fetched again with the next manifest; if this comes back, check the storage medium (dmesg).',
        context: { path },
      });
    });
  }

  /** Opens and seals this group’s chunks, with the newest key or the one of this id. @throws StoreError `gallery.group`, `gallery.key-missing` */
  seal(group: string, id?: string): ChunkSeal {
    const seal = this.#sealsOf(group).find(({ keyId }) => id === undefined || keyId === id);
    if (seal !== undefined) return seal;
    throw new StoreError('gallery.key-missing', `the key ${id ?? ''} of @${group} is not here`, {
      remedy: 'Deliver the present key of the group to this terminal, or name it as keyFile in uplink.groups.',
    });
  }

  #sealsOf(group: string): readonly ChunkSeal[] {
    const seals = this.#seals.get(group);
    if (seals !== undefined) return seals;
    throw new StoreError('gallery.group', `this terminal is not in the group ${group}`, {
      remedy: 'Add the group to uplink.groups.',
    });
  }

  #path(group: string, file: string): string {
    return join(this.#folder, group, file);
  }
}

/** Applies chunk after chunk: the last word on a person counts. */
function replay(contents: readonly ChunkContent[]): Omit<GroupGallery, 'manifest'> {
  const rows = new Map<string, { readonly content: ChunkContent; readonly index: number }>();
  for (const content of contents) {
    for (const id of content.removed) rows.delete(id);
    for (const [index, id] of content.ids.entries()) rows.set(id, { content, index });
  }
  let templates = 0;
  for (const { content, index } of rows.values()) templates += content.templates(index);
  return {
    templates,
    *entries(): Generator<GalleryEntry> {
      for (const { content, index } of rows.values()) yield content.entry(index);
    },
  };
}

async function guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    throw new StoreError(
      'gallery.files',
      `pushed galleries under ${path} cannot be kept: ${(cause as Error).message}`,
      {
        remedy: 'Check the space (df -h), the permissions and the storage medium (dmesg).',
        context: { path },
        cause,
      },
    );
  }
}
