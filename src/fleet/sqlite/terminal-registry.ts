import type { Database } from 'better-sqlite3';
import { guarded } from '../../database/store-fault.js';
import type { Admission } from '../domain/admission.js';
import type { TerminalRegistry } from '../ports/terminal-registry.js';

/** Admitted terminals in the site's database. */
export function sqliteTerminalRegistry(db: Database): TerminalRegistry {
  return {
    admissions() {
      const texts = () => db.prepare<[], string>('SELECT admission FROM terminals ORDER BY terminal').pluck().all();
      return guarded(db.name, texts).map((text) => JSON.parse(text) as Admission);
    },
    put(admission) {
      const put = db.prepare('INSERT OR REPLACE INTO terminals VALUES (?, ?)');
      guarded(db.name, () => put.run(admission.terminal, JSON.stringify(admission)));
    },
    remove(terminal) {
      const remove = db.prepare('DELETE FROM terminals WHERE terminal = ?');
      return guarded(db.name, () => remove.run(terminal)).changes > 0;
    },
  };
}
