import type { Database } from 'better-sqlite3';
import { guarded } from '../../database/store-fault.js';
import type { EventFilter, EventStore } from '../ports/event-store.js';
import type { SiteEvent } from '../ports/fleet-link.js';

const matching = `(@terminal IS NULL OR terminal = @terminal)
  AND (@kind IS NULL OR kind = @kind OR (@kind LIKE '%.' AND substr(kind, 1, length(@kind)) = @kind))
  AND (@since IS NULL OR at >= @since) AND (@until IS NULL OR at < @until)`;
const inOrder = 'at, terminal, epoch, sequence';

/** Collected events in the site's database. */
export function sqliteEventStore(db: Database): EventStore {
  const parse = (text: string): SiteEvent => JSON.parse(text) as SiteEvent;
  const words = ({ terminal = null, kind = null, since = null, until = null }: Nullable<EventFilter>) => ({
    terminal,
    kind,
    since,
    until,
  });
  const texts = (sql: string) => db.prepare<object, string>(sql).pluck();

  return {
    store(events, received) {
      const ids = db
        .prepare<[string, string, number], string>(
          'SELECT id FROM events WHERE terminal = ? AND epoch = ? AND sequence = ?',
        )
        .pluck();
      const insert = db.prepare(
        'INSERT INTO events VALUES (@terminal, @epoch, @sequence, @id, @kind, @at, @received, @event)',
      );
      const storeAll = db.transaction(() => {
        let duplicates = 0;
        const forked: SiteEvent[] = [];
        for (const event of events) {
          const { terminal, epoch, sequence, id, kind, at } = event;
          const present = ids.all(terminal, epoch, sequence);
          if (present.includes(id)) {
            duplicates++;
            continue;
          }
          if (present.length > 0) forked.push(event);
          insert.run({ terminal, epoch, sequence, id, kind, at, received, event: JSON.stringify(event) });
        }
        return { added: events.length - duplicates, duplicates, forked };
      });
      return guarded(db.name, () => storeAll.immediate());
    },
    *events(filter) {
      const sql = `SELECT event FROM events WHERE ${matching} ORDER BY ${inOrder}`;
      for (const text of guarded(db.name, () => texts(sql).iterate(words(filter)))) yield parse(text);
    },
    tail(filter, count) {
      const newest = inOrder.replaceAll(/\w+/g, '$& DESC');
      const sql = `SELECT event FROM events WHERE ${matching} ORDER BY ${newest} LIMIT @count`;
      return guarded(db.name, () =>
        texts(sql)
          .all({ ...words(filter), count })
          .map(parse)
          .reverse(),
      );
    },
    latest() {
      // SQLite takes `event` from the row that has the maximum.
      const sql = 'SELECT event, max(at) FROM events GROUP BY terminal';
      return guarded(db.name, () => texts(sql).all({}).map(parse));
    },
  };
}

type Nullable<T> = { readonly [Key in keyof T]?: T[Key] | null };
