import type { Database } from 'better-sqlite3';
import { guarded } from '../../database/store-fault.js';
import type { Memberships } from '../ports/memberships.js';

/** Memberships in the site's database. */
export function sqliteMemberships(db: Database): Memberships {
  const texts = (sql: string, ...words: string[]): readonly string[] =>
    guarded(db.name, () =>
      db
        .prepare<string[], string>(sql)
        .pluck()
        .all(...words),
    );
  return {
    groups: () => texts('SELECT DISTINCT grp FROM memberships ORDER BY grp'),
    membersOf: (group) => texts('SELECT person FROM memberships WHERE grp = ? ORDER BY person', group),
    groupsOf: (person) => texts('SELECT grp FROM memberships WHERE person = ? ORDER BY grp', person),
    assign(person, groups) {
      const assign = db.transaction(() => {
        db.prepare('DELETE FROM memberships WHERE person = ?').run(person);
        const insert = db.prepare('INSERT OR IGNORE INTO memberships (person, grp) VALUES (?, ?)');
        for (const group of groups) insert.run(person, group);
      });
      guarded(db.name, () => assign.immediate());
    },
  };
}
