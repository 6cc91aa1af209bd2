import type { KeyObject } from 'node:crypto';
import type { Database, Statement } from 'better-sqlite3';
import type { AuditEvent } from '../../audit/domain/audit.js';
import { InvariantError, StoreError } from '../../base/errors.js';
import type { Millis } from '../../base/units.js';
import { AuditWriter } from '../../database/chain/writer.js';
import { integrityFaults, openDatabase } from '../../database/open-database.js';
import { fitsKeyCheck, sealKeyCheck, sealTemplate, unsealTemplate } from '../../database/seal.js';
import { resealSecrets } from '../../database/secrets.js';
import { guarded } from '../../database/store-fault.js';
import type { Embedding, EmbeddingSpace } from '../../vision/domain/embedding.js';
import { type Person, personIdPattern, type Template } from '../domain/gallery.js';
import type { GalleryStore } from '../ports/gallery-store.js';
import { type PersonRow, toPerson, toPersonRow } from './person-row.js';

export interface GalleryStoreOptions {
  readonly path: string;
  /** Whether a missing file is made, or the fault `store.missing`. Default true. */
  readonly create?: boolean;
  /** 32 bytes; seals the templates. */
  readonly key: KeyObject;
  /** Kernel boot id, for the audit records of gallery changes. */
  readonly bootId: string;
  /** How long a change waits for another process's. Default 5 s. */
  readonly busy?: Millis;
}

/** Some of the gallery's templates, in the order of their ids. */
export interface TemplateSlice {
  readonly templates: readonly Template[];
  /** Whose templates among them were altered or damaged, once for each: they open no door and keep nobody else out. */
  readonly damaged: readonly string[];
  /** The last id read; undefined when there was none left. */
  readonly last: number | undefined;
}

interface TemplateRow {
  readonly id: number;
  readonly person: string;
  readonly sealed: Buffer;
}

/** The gallery in the terminal's SQLite file. Synchronous; every method throws StoreError (`store.*`) when the file fails. */
export class SqliteGalleryStore implements GalleryStore {
  readonly #path: string;
  readonly #db: Database;
  readonly #key: KeyObject;
  readonly #audit: AuditWriter;
  // Prepared once: a site asks for each of its people in turn.
  readonly #person: Statement<[string], PersonRow>;
  readonly #templatesOf: Statement<[string, string], TemplateRow>;

  /** @throws StoreError `store.*`, or `key.wrong` when the gallery was sealed with another key. */
  constructor({ path, create = true, key, bootId, busy }: GalleryStoreOptions) {
    this.#path = path;
    this.#key = key;
    this.#db = openDatabase(path, { create, ...(busy === undefined ? {} : { busy }) });
    try {
      // What is erased is overwritten: names and sealed templates do not stay in free pages.
      guarded(path, () => this.#db.pragma('secure_delete = ON'));
      this.#audit = guarded(path, () => new AuditWriter(this.#db, bootId));
      guarded(path, () => this.#checkKey());
      this.#person = guarded(path, () => this.#db.prepare('SELECT * FROM people WHERE id = ?'));
      this.#templatesOf = guarded(path, () =>
        this.#db.prepare('SELECT id, person, sealed FROM templates WHERE space = ? AND person = ? ORDER BY id'),
      );
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  revision(): number {
    return guarded(this.#path, () => this.#meta<number>('revision') ?? 0);
  }

  people(): readonly Person[] {
    return guarded(this.#path, () =>
      this.#db.prepare<[], PersonRow>('SELECT * FROM people ORDER BY id').all().map(toPerson),
    );
  }

  person(id: string): Person | undefined {
    return guarded(this.#path, () => {
      const row = this.#person.get(id);
      return row === undefined ? undefined : toPerson(row);
    });
  }

  templates(space: EmbeddingSpace, person?: string): readonly Template[] {
    return guarded(this.#path, () => {
      const rows =
        person === undefined
          ? this.#db
              .prepare<[string], TemplateRow>('SELECT id, person, sealed FROM templates WHERE space = ? ORDER BY id')
              .iterate(space.id)
          : this.#templatesOf.all(space.id, person);
      return Array.from(rows, (row) => this.#unseal(row, space));
    });
  }

  /** At most `count` templates with ids above `id`, by id: to read a large gallery slice by slice. */
  templatesAfter(space: EmbeddingSpace, id: number, count: number): TemplateSlice {
    return guarded(this.#path, () => {
      const rows = this.#db
        .prepare<[string, number, number], TemplateRow>(
          'SELECT id, person, sealed FROM templates WHERE space = ? AND id > ? ORDER BY id LIMIT ?',
        )
        .all(space.id, id, count);
      const opened = rows.map((row) => this.#open(row, space));
      return {
        templates: opened.filter((template) => template !== undefined),
        damaged: rows.filter((_, i) => opened[i] === undefined).map(({ person }) => person),
        last: rows.at(-1)?.id,
      };
    });
  }

  /** The person's templates of every space, e.g. for an export. */
  templatesOf(person: string): readonly Embedding[] {
    return guarded(this.#path, () =>
      this.#db
        .prepare<[string], TemplateRow & { readonly space: string; readonly dimension: number }>(
          'SELECT id, person, sealed, space, dimension FROM templates WHERE person = ? ORDER BY id',
        )
        .all(person)
        .map((row) => this.#unseal(row, { id: row.space, dimension: row.dimension }).embedding),
    );
  }

  templateCounts(): ReadonlyMap<string, number> {
    return guarded(this.#path, () => {
      const rows = this.#db
        .prepare<[], [string, number]>('SELECT space, count(*) FROM templates GROUP BY space ORDER BY space')
        .raw()
        .all();
      return new Map(rows);
    });
  }

  /** @throws InvariantError `gallery.person-id` for an id outside `personIdPattern`. */
  put(person: Person, templates: readonly Embedding[], event: AuditEvent): void {
    if (!personIdPattern.test(person.id)) {
      throw new InvariantError('gallery.person-id', `${JSON.stringify(person.id)} is no person id`);
    }
    this.#change(event, () => {
      this.#db.prepare('DELETE FROM people WHERE id = ?').run(person.id);
      this.#db
        .prepare('INSERT INTO people VALUES (@id, @name, @enabled, @valid_from, @valid_until, @doors)')
        .run(toPersonRow(person));
      const insert = this.#db.prepare('INSERT INTO templates (person, space, dimension, sealed) VALUES (?, ?, ?, ?)');
      for (const { space, values } of templates) {
        const sealed = sealTemplate(values, { person: person.id, space: space.id }, this.#key);
        insert.run(person.id, space.id, space.dimension, sealed);
      }
      return true;
    });
  }

  remove(person: string, event: AuditEvent): boolean {
    return this.#change(event, () => this.#db.prepare('DELETE FROM people WHERE id = ?').run(person).changes > 0);
  }

  /** What is wrong with the file itself; empty when sound. Reads all of it. */
  integrityFaults(): readonly string[] {
    return integrityFaults(this.#db);
  }

  /** Seals every template, and the uplink's secrets, anew with another key, in one transaction. This store is of no use afterwards: close it. Returns how many. */
  rekey(next: KeyObject, event: AuditEvent): number {
    let count = 0;
    this.#change(event, () => {
      const rows = this.#db.prepare<[], TemplateRow & { space: string; dimension: number }>(
        'SELECT id, person, sealed, space, dimension FROM templates',
      );
      const update = this.#db.prepare('UPDATE templates SET sealed = ? WHERE id = ?');
      for (const row of rows.all()) {
        const { embedding } = this.#unseal(row, { id: row.space, dimension: row.dimension });
        update.run(sealTemplate(embedding.values, { person: row.person, space: row.space }, next), row.id);
        count++;
      }
      resealSecrets(this.#db, this.#key, next);
      this.#db.prepare("UPDATE meta SET value = ? WHERE key = 'key.check'").run(sealKeyCheck(next));
      return true;
    });
    // What was sealed with the old key must not stay in the write-ahead log either.
    guarded(this.#path, () => this.#db.pragma('wal_checkpoint(TRUNCATE)'));
    return count;
  }

  close(): void {
    this.#db.close();
  }

  /** One transaction: the change, the revision, the audit row and its outbox row; none when nothing changed. */
  #change(event: AuditEvent, work: () => boolean): boolean {
    const transaction = this.#db.transaction(() => {
      if (!work()) return false;
      this.#db.prepare("UPDATE meta SET value = value + 1 WHERE key = 'revision'").run();
      this.#audit.append([event]);
      return true;
    });
    return guarded(this.#path, () => transaction.immediate());
  }

  /** Undefined when it was altered or damaged. */
  #open({ id, person, sealed }: TemplateRow, space: EmbeddingSpace): Template | undefined {
    const values = unsealTemplate(sealed, { person, space: space.id }, this.#key);
    return values?.length === space.dimension ? { id, person, embedding: { space, values } } : undefined;
  }

  #unseal(row: TemplateRow, space: EmbeddingSpace): Template {
    const template = this.#open(row, space);
    if (template !== undefined) return template;
    const { id, person } = row;
    throw new StoreError('gallery.unsealable', `a template of ${person} was altered or damaged`, {
      remedy: `Enrol ${person} again, or restore the last backup; find out who can write ${this.#path}.`,
      context: { path: this.#path, person, template: id, space: space.id },
    });
  }

  #checkKey(): void {
    const stored = this.#meta<Buffer>('key.check');
    if (stored === undefined) {
      // The first key to open the gallery becomes its key; IGNORE, as another process may be opening it as well.
      this.#db.prepare("INSERT OR IGNORE INTO meta VALUES ('key.check', ?)").run(sealKeyCheck(this.#key));
    }
    const check = stored ?? this.#meta<Buffer>('key.check');
    if (check !== undefined && fitsKeyCheck(check, this.#key)) return;
    throw new StoreError('key.wrong', `the gallery in ${this.#path} was sealed with another key`, {
      remedy: 'Restore the key file that belongs to this gallery, or the backup that belongs to this key.',
      context: { path: this.#path },
    });
  }

  #meta<Value>(key: string): Value | undefined {
    return this.#db.prepare<[string], Value>('SELECT value FROM meta WHERE key = ?').pluck().get(key);
  }
}
