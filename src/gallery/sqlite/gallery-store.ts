import type { KeyObject } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { AuditEvent } from '../../audit/domain/audit.js';
import type { Millis } from '../../base/units.js';
import { AuditWriter } from '../../database/chain/writer.js';
import { integrityFaults, openDatabase } from '../../database/open-database.js';
import { guarded } from '../../database/store-fault.js';
import type { Embedding, EmbeddingSpace } from '../../vision/domain/embedding.js';
import type { Person, Template } from '../domain/gallery.js';
import type { GalleryStore } from '../ports/gallery-store.js';
import { type GalleryTables, galleryTables } from './gallery-tables.js';
import type { TemplateSlice } from './template-table.js';

export interface GalleryStoreOptions {
  readonly path: string;
  /** Whether to create a missing file, or throw `store.missing`. Default true. */
  readonly create?: boolean;
  /** 32 bytes; seals the templates. */
  readonly key: KeyObject;
  /** Kernel boot id, for the audit records of gallery changes. */
  readonly bootId: string;
  /** How long a change waits for another process's. Default 5 s. */
  readonly busy?: Millis;
}

/** The gallery in the terminal's SQLite file. Synchronous; every method throws StoreError (`store.*`) if the file fails. */
export class SqliteGalleryStore implements GalleryStore {
  readonly #db: Database;
  readonly #tables: GalleryTables;

  /** @throws StoreError `store.*`, or `key.wrong` if the gallery was sealed with another key. */
  constructor({ path, create = true, key, bootId, busy }: GalleryStoreOptions) {
    this.#db = openDatabase(path, { create, ...(busy === undefined ? {} : { busy }) });
    try {
      this.#tables = guarded(path, () => galleryTables(this.#db, { key, audit: new AuditWriter(this.#db, bootId) }));
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  revision(): number {
    return this.#use(({ revision }) => revision());
  }

  people(): readonly Person[] {
    return this.#use(({ people }) => people());
  }

  person(id: string): Person | undefined {
    return this.#use(({ person }) => person(id));
  }

  templates(space: EmbeddingSpace, person?: string): readonly Template[] {
    return this.#use(({ templates }) => templates(space, person));
  }

  /** At most `count` templates with ids above `id`, by id: to read a large gallery slice by slice. */
  templatesAfter(space: EmbeddingSpace, id: number, count: number): TemplateSlice {
    return this.#use(({ templatesAfter }) => templatesAfter(space, id, count));
  }

  /** The person's templates of every space, e.g. for an export. */
  templatesOf(person: string): readonly Embedding[] {
    return this.#use(({ templatesOf }) => templatesOf(person));
  }

  templateCounts(): ReadonlyMap<string, number> {
    return this.#use(({ templateCounts }) => templateCounts());
  }

  /** @throws InvariantError `gallery.person-id` for an id outside `personIdPattern`. */
  put(person: Person, templates: readonly Embedding[], event: AuditEvent): void {
    this.#use(({ put }) => put(person, templates, event));
  }

  remove(person: string, event: AuditEvent): boolean {
    return this.#use(({ remove }) => remove(person, event));
  }

  /** The faults of the file itself; empty if intact. Reads all of it. */
  integrityFaults(): readonly string[] {
    return integrityFaults(this.#db);
  }

  /**
   * Re-encrypts all templates and the uplink's secrets with another key, in one transaction. Close this store afterwards. Returns the
   * number of templates.
   */
  rekey(next: KeyObject, event: AuditEvent): number {
    return this.#use(({ rekey }) => rekey(next, event));
  }

  close(): void {
    this.#db.close();
  }

  #use<T>(work: (tables: GalleryTables) => T): T {
    return guarded(this.#db.name, () => work(this.#tables));
  }
}
