import { createSecretKey, type KeyObject } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, StoreError } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import type { GalleryEntry } from '../../gallery/domain/gallery.js';
import { type ChunkRef, chunksOf, type GalleryManifest } from '../../gallery/domain/gallery-manifest.js';
import type { GroupGalleries, GroupGallery } from '../../gallery/ports/group-galleries.js';
import { writeWhole } from '../../platform/write-file.js';
import { manifest as manifestSchema } from '../schemas/documents.js';
import { parseJson } from '../wire/bounded-json.js';
import { type ChunkContent, decodeChunk } from '../wire/chunk.js';
import { type ChunkSeal, chunkSeal, sha256 } from '../wire/chunk-seal.js';
import { parseSigned } from '../wire/jws.js';

export interface GroupFilesOptions {
  /** Contains one folder per group. */
  readonly folder: string;
  readonly site: string;
  /** Without a key if the site has not delivered one yet. */
  readonly groups: readonly { readonly name: string; readonly key?: KeyObject }[];
  readonly log: Log;
}

const manifestFile = 'manifest.jws';

/**
 * Stores pushed galleries as files: the encrypted chunks, each named by its digest, and the signed manifest. Renaming the manifest switches
 * the gallery atomically.
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

  /** An unreadable manifest counts as missing: the site publishes it again. @throws StoreError (rejects) */
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

  /** Id of the newest key. @throws StoreError `gallery.group` */
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

  /** Reads a stored chunk and checks its digest. @throws StoreError (rejects) `gallery.damaged` */
  async read(group: string, { sha256: wanted, bytes }: ChunkRef): Promise<Buffer> {
    const path = this.#path(group, wanted);
    return guarded(path, async () => {
      const { size } = await stat(path);
      const content = size === bytes ? await readFile(path) : undefined;
      if (content && (await sha256(content)) === wanted) return content;
      // The file is not what was verified: remove it, so that it is fetched again.
      await rm(path, { force: true });
      throw new StoreError('gallery.damaged', `${path} is damaged`, {
        remedy:
          'Wait for the next push, which fetches it again. If this happens again, check the storage medium (dmesg).',
        context: { path },
      });
    });
  }

  /**
   * Opens and seals this group’s chunks, with the newest key or the one with this id. @throws StoreError `gallery.group`,
   * `gallery.key-missing`
   */
  seal(group: string, id?: string): ChunkSeal {
    const seal = this.#sealsOf(group).find(({ keyId }) => id === undefined || keyId === id);
    if (seal !== undefined) return seal;
    throw new StoreError('gallery.key-missing', `the key ${id ?? ''} of @${group} is missing`, {
      remedy:
        'Deliver the group’s current key to this terminal (ostiary fleet keys deliver), or set it as keyFile in uplink.groups.',
    });
  }

  #sealsOf(group: string): readonly ChunkSeal[] {
    const seals = this.#seals.get(group);
    if (seals !== undefined) return seals;
    throw new StoreError('gallery.group', `this terminal is not in the group ${group}`, {
      remedy: 'Add the group to uplink.groups in the terminal’s configuration.',
    });
  }

  #path(group: string, file: string): string {
    return join(this.#folder, group, file);
  }
}

/** Applies the chunks in order: the last change of a person wins. */
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
    throw new StoreError('gallery.files', `cannot store pushed galleries under ${path}: ${(cause as Error).message}`, {
      remedy: 'Check free space (df -h), permissions and the storage medium (dmesg).',
      context: { path },
      cause,
    });
  }
}
