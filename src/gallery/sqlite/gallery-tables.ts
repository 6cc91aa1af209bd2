import type { KeyObject } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { AuditEvent } from '../../audit/domain/audit.js';
import { InvariantError } from '../../base/errors.js';
import { type Timestamp, timestamp } from '../../base/units.js';
import type { AuditWriter } from '../../database/chain/writer.js';
import { resealSecrets } from '../../database/secrets.js';
import type { Embedding } from '../../vision/domain/embedding.js';
import { type Person, personIdPattern } from '../domain/gallery.js';
import type { Revoked } from '../ports/gallery-editor.js';
import { changeKeyCheck, requireKey } from './key-check.js';
import { type PersonRow, toPerson, toPersonRow } from './person-row.js';
import { templateTable } from './template-table.js';

interface Options {
  /** 32 bytes; seals the templates. */
  readonly key: KeyObject;
  /** Writes the event of each change, in its transaction. */
  readonly audit: AuditWriter;
}

/**
 * People, templates and revocations in an open database. Synchronous. Every change is one transaction with its audit event.
 * @throws StoreError `key.wrong` when the gallery was sealed with another key
 */
export function galleryTables(db: Database, { key, audit }: Options) {
  // What is erased is overwritten: names and sealed templates do not stay in free pages.
  db.pragma('secure_delete = ON');
  requireKey(db, key);
  const templates = templateTable(db, key);
  const person = db.prepare<[string], PersonRow>('SELECT * FROM people WHERE id = ?');
  const erase = db.prepare('DELETE FROM people WHERE id = ?');
  const revision = db.prepare<[], number>("SELECT value FROM meta WHERE key = 'revision'").pluck();

  const nextRevision = db
    .prepare<[], number>("UPDATE meta SET value = value + 1 WHERE key = 'revision' RETURNING value")
    .pluck();

  /** The change, the revision that it makes, its audit row and outbox row; undefined, and none of them, when nothing changed. */
  const change = (event: AuditEvent, work: () => boolean): number | undefined =>
    db
      .transaction(() => {
        if (!work()) return undefined;
        audit.append([event]);
        return nextRevision.get();
      })
      .immediate();

  return {
    revision: (): number => revision.get() ?? 0,
    people: (): readonly Person[] => db.prepare<[], PersonRow>('SELECT * FROM people ORDER BY id').all().map(toPerson),
    person(id: string): Person | undefined {
      const row = person.get(id);
      return row === undefined ? undefined : toPerson(row);
    },
    templates: templates.of,
    templatesAfter: templates.after,
    templatesOf: templates.embeddingsOf,
    templateCounts: templates.counts,

    /** @returns the revision that it makes. @throws InvariantError `gallery.person-id` for an id outside `personIdPattern` */
    put(put: Person, embeddings: readonly Embedding[], event: AuditEvent): number {
      if (!personIdPattern.test(put.id)) {
        throw new InvariantError('gallery.person-id', `${JSON.stringify(put.id)} is no person id`);
      }
      return change(event, () => {
        erase.run(put.id);
        db.prepare('INSERT INTO people VALUES (@id, @name, @enabled, @valid_from, @valid_until, @doors)').run(
          toPersonRow(put),
        );
        templates.add(put.id, embeddings);
        return true;
      }) as number;
    },
    remove: (id: string, event: AuditEvent): boolean => change(event, () => erase.run(id).changes > 0) !== undefined,
    revoke(id: string, revoked: Timestamp, event: AuditEvent): Revoked {
      let removed = false;
      const revision = change(event, () => {
        // Orders may arrive in another order than they were given: an earlier one must not let anybody in again.
        db.prepare(
          `INSERT INTO revocations VALUES (?, ?)
           ON CONFLICT (person) DO UPDATE SET revoked = max(revoked, excluded.revoked)`,
        ).run(id, revoked);
        removed = erase.run(id).changes > 0;
        return true;
      });
      return { removed, revision: revision as number };
    },
    revocations(): ReadonlyMap<string, Timestamp> {
      const rows = db.prepare<[], { person: string; revoked: number }>('SELECT * FROM revocations').all();
      return new Map(rows.map((row) => [row.person, timestamp(row.revoked)]));
    },
    /** Seals every template, and the uplink's secrets, with another key. These tables are of no use afterwards. @returns how many templates */
    rekey(next: KeyObject, event: AuditEvent): number {
      let count = 0;
      change(event, () => {
        count = templates.reseal(next);
        resealSecrets(db, key, next);
        changeKeyCheck(db, next);
        return true;
      });
      // What was sealed with the old key must not stay in the write-ahead log either.
      db.pragma('wal_checkpoint(TRUNCATE)');
      return count;
    },
  };
}

export type GalleryTables = ReturnType<typeof galleryTables>;
