import type { Database } from 'better-sqlite3';
import type { DatabaseKind } from '../../database/migrations.js';
import { openDatabase } from '../../database/open-database.js';

const first = `
  CREATE TABLE memberships (
    person TEXT NOT NULL,
    grp    TEXT NOT NULL,
    PRIMARY KEY (person, grp)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX members ON memberships (grp);

  -- After a terminal was restored from a backup, it tells other events under sequences that it has used: the id tells them apart.
  CREATE TABLE events (
    terminal   TEXT NOT NULL,
    epoch      TEXT NOT NULL,
    sequence   INTEGER NOT NULL,
    id         TEXT NOT NULL,
    kind       TEXT NOT NULL,
    at         INTEGER NOT NULL,                -- milliseconds since 1970, by the terminal's clock
    received   INTEGER NOT NULL,                -- the same by the collector's clock
    event      TEXT NOT NULL,                   -- JSON, as PROTOCOL.md has it
    PRIMARY KEY (terminal, epoch, sequence, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX events_by_time ON events (at);
`;

const second = `
  CREATE TABLE terminals (
    terminal  TEXT PRIMARY KEY,
    admission TEXT NOT NULL                     -- JSON: seal key, groups, latest delivery of their keys
  ) STRICT, WITHOUT ROWID;
`;

/** The site's data besides its gallery: "OSTS". */
const fleetDatabase: DatabaseKind = { applicationId: 0x4f535453, migrations: [first, second] };

/** @throws StoreError `store.*` */
export function openFleetDatabase(path: string): Database {
  return openDatabase(path, { create: true, kind: fleetDatabase });
}
