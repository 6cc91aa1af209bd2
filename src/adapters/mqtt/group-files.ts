import type { KeyObject } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, StoreError } from '../../domain/errors.js';
import type { GalleryEntry } from '../../domain/gallery.js';
import { type ChunkRef, chunksOf, type GalleryManifest } from '../../domain/gallery-manifest.js';
import type { GroupGalleries, GroupGallery } from '../../ports/group-galleries.js';
import type { Log } from '../../ports/log.js';
import { writeWhole } from '../whole-file.js';
import { parseJson } from './wire/bounded-json.js';
import { type ChunkContent, decodeChunk } from './wire/chunk.js';
import { type ChunkSeal, chunkSeal, sha256 } from './wire/chunk-seal.js';
import { parseSigned } from './wire/jws.js';
import { manifest as manifestSchema } from './wire/schemas/documents.js';

export interface GroupFilesOptions {
  /** Each group has a folder of its own in here. */
  readonly folder: string;
  readonly site: string;
  readonly groups: readonly { readonly name: string; readonly key: KeyObject }[];
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
  readonly #seals: ReadonlyMap<string, ChunkSeal>;
  readonly #present = new Map<string, GalleryManifest>();

  private constructor(folder: string, seals: ReadonlyMap<string, ChunkSeal>) {
    this.#folder = folder;
    this.#seals = seals;
    this.groups = [...seals.keys()];
  }

  /** A manifest that cannot be read is as good as none: the site publishes it again. @throws StoreError (rejects) */
  static async open({ folder, site, groups, log }: GroupFilesOptions): Promise<GroupFiles> {
    const seals = await Promise.all(
      groups.map(async ({ name, key }): Promise<[string, ChunkSeal]> => [name, await chunkSeal(key, site, name)]),
    );
    const files = new GroupFiles(folder, new Map(seals));
    for (const group of files.groups) {
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

  keyId(group: string): string {
    return this.seal(group).keyId;
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
    const { group, space } = manifest;
    const contents: ChunkContent[] = [];
    for (const chunk of chunksOf(manifest)) {
      contents.push(decodeChunk(await this.seal(group).open(await this.read(group, chunk)), space));
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

  /** Opens and seals this group’s chunks. @throws StoreError `gallery.group` */
  seal(group: string): ChunkSeal {
    const seal = this.#seals.get(group);
    if (seal !== undefined) return seal;
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
