import type { KeyObject } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { StoreError } from '../../base/errors.js';
import { sealTemplate, unsealTemplate } from '../../database/seal.js';
import type { Embedding, EmbeddingSpace } from '../../vision/domain/embedding.js';
import type { Template } from '../domain/gallery.js';

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

type AnyRow = TemplateRow & { readonly space: string; readonly dimension: number };

/** The sealed templates in an open database. Gone with their person. */
export function templateTable(db: Database, key: KeyObject) {
  // Prepared once: a site asks for each of its people in turn.
  const ofPerson = db.prepare<[string, string], TemplateRow>(
    'SELECT id, person, sealed FROM templates WHERE space = ? AND person = ? ORDER BY id',
  );
  const everySpace = 'SELECT id, person, sealed, space, dimension FROM templates';

  /** Undefined when it was altered or damaged. */
  const opened = ({ id, person, sealed }: TemplateRow, space: EmbeddingSpace): Template | undefined => {
    const values = unsealTemplate(sealed, { person, space: space.id }, key);
    return values?.length === space.dimension ? { id, person, embedding: { space, values } } : undefined;
  };
  const unseal = (row: TemplateRow, space: EmbeddingSpace): Template => {
    const template = opened(row, space);
    if (template !== undefined) return template;
    const { id, person } = row;
    throw new StoreError('gallery.unsealable', `a template of ${person} was altered or damaged`, {
      remedy: `Enrol ${person} again, or restore the last backup; find out who can write ${db.name}.`,
      context: { path: db.name, person, template: id, space: space.id },
    });
  };

  return {
    /** @throws StoreError `gallery.unsealable` */
    of(space: EmbeddingSpace, person?: string): readonly Template[] {
      const rows =
        person === undefined
          ? db
              .prepare<[string], TemplateRow>('SELECT id, person, sealed FROM templates WHERE space = ? ORDER BY id')
              .iterate(space.id)
          : ofPerson.all(space.id, person);
      return Array.from(rows, (row) => unseal(row, space));
    },
    after(space: EmbeddingSpace, id: number, count: number): TemplateSlice {
      const rows = db
        .prepare<[string, number, number], TemplateRow>(
          'SELECT id, person, sealed FROM templates WHERE space = ? AND id > ? ORDER BY id LIMIT ?',
        )
        .all(space.id, id, count);
      const templates = rows.map((row) => opened(row, space));
      return {
        templates: templates.filter((template) => template !== undefined),
        damaged: rows.filter((_, i) => templates[i] === undefined).map(({ person }) => person),
        last: rows.at(-1)?.id,
      };
    },
    /** Of every space. @throws StoreError `gallery.unsealable` */
    embeddingsOf(person: string): readonly Embedding[] {
      return db
        .prepare<[string], AnyRow>(`${everySpace} WHERE person = ? ORDER BY id`)
        .all(person)
        .map((row) => unseal(row, { id: row.space, dimension: row.dimension }).embedding);
    },
    counts(): ReadonlyMap<string, number> {
      return new Map(
        db
          .prepare<[], [string, number]>('SELECT space, count(*) FROM templates GROUP BY space ORDER BY space')
          .raw()
          .all(),
      );
    },
    add(person: string, templates: readonly Embedding[]): void {
      const insert = db.prepare('INSERT INTO templates (person, space, dimension, sealed) VALUES (?, ?, ?, ?)');
      for (const { space, values } of templates) {
        insert.run(person, space.id, space.dimension, sealTemplate(values, { person, space: space.id }, key));
      }
    },
    /** @returns how many were sealed anew. @throws StoreError `gallery.unsealable` */
    reseal(next: KeyObject): number {
      const update = db.prepare('UPDATE templates SET sealed = ? WHERE id = ?');
      const rows = db.prepare<[], AnyRow>(everySpace).all();
      for (const row of rows) {
        const { embedding } = unseal(row, { id: row.space, dimension: row.dimension });
        update.run(sealTemplate(embedding.values, { person: row.person, space: row.space }, next), row.id);
      }
      return rows.length;
    },
  };
}
