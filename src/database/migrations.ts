/** Kind of a database file. */
export interface DatabaseKind {
  /** `PRAGMA application_id` */
  readonly applicationId: number;
  /** SQL that migrates a database from version i (the index) to i + 1. Published entries never change. */
  readonly migrations: readonly string[];
}

const first = `
  CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value ANY NOT NULL
  ) STRICT, WITHOUT ROWID;
  INSERT INTO meta VALUES ('revision', 0);

  CREATE TABLE people (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    enabled     INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    valid_from  REAL,
    valid_until REAL,
    doors       TEXT                            -- JSON array of door names; NULL is every door
  ) STRICT;

  CREATE TABLE templates (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    person    TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    space     TEXT NOT NULL,
    dimension INTEGER NOT NULL,
    sealed    BLOB NOT NULL                     -- nonce (12), AES-256-GCM ciphertext of float32 LE, tag (16)
  ) STRICT;
  CREATE INDEX templates_by_person ON templates (person, space);

  CREATE TABLE audit (
    sequence     INTEGER PRIMARY KEY,
    boot_id      TEXT NOT NULL,
    id           TEXT NOT NULL UNIQUE,
    kind         TEXT NOT NULL,
    at           REAL NOT NULL,
    wall         REAL NOT NULL,
    wall_trusted INTEGER NOT NULL CHECK (wall_trusted IN (0, 1)),
    facts        TEXT NOT NULL,                 -- JSON object
    hash         TEXT NOT NULL
  ) STRICT;

  CREATE TABLE outbox (
    sequence INTEGER PRIMARY KEY,
    record   TEXT                               -- the audit row as JSON once it is pruned there; NULL before
  ) STRICT;

  -- One row. The anchor is the last pruned record, the head the last appended one.
  CREATE TABLE audit_chain (
    only            INTEGER PRIMARY KEY CHECK (only = 1),
    anchor_sequence INTEGER NOT NULL,
    anchor_hash     TEXT NOT NULL,
    head_sequence   INTEGER NOT NULL,
    head_hash       TEXT NOT NULL
  ) STRICT;
  INSERT INTO audit_chain VALUES (1, 0, printf('%064d', 0), 0, printf('%064d', 0));

  CREATE TRIGGER audit_in_order BEFORE INSERT ON audit
    WHEN NEW.sequence IS NOT (SELECT head_sequence + 1 FROM audit_chain)
    BEGIN SELECT RAISE(ABORT, 'audit: not the next sequence'); END;
  CREATE TRIGGER audit_appended AFTER INSERT ON audit BEGIN
    UPDATE audit_chain SET head_sequence = NEW.sequence, head_hash = NEW.hash;
    INSERT INTO outbox (sequence) VALUES (NEW.sequence);
  END;
  CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'audit: append-only'); END;
  CREATE TRIGGER audit_kept BEFORE DELETE ON audit
    WHEN OLD.sequence > (SELECT anchor_sequence FROM audit_chain)
    BEGIN SELECT RAISE(ABORT, 'audit: append-only'); END;
  CREATE TRIGGER audit_chain_forward BEFORE UPDATE ON audit_chain
    WHEN NEW.anchor_sequence < OLD.anchor_sequence OR NEW.head_sequence < OLD.head_sequence
    BEGIN SELECT RAISE(ABORT, 'audit: the chain only grows'); END;
  CREATE TRIGGER audit_chain_kept BEFORE DELETE ON audit_chain
    BEGIN SELECT RAISE(ABORT, 'audit: the chain is kept'); END;
`;

const uplink = `
  INSERT INTO meta VALUES ('session', 0);
  CREATE TABLE commands (
    id      TEXT PRIMARY KEY,
    key     TEXT NOT NULL,
    expires REAL NOT NULL,
    digest  TEXT NOT NULL,
    answer  TEXT                                -- JSON; NULL until the command was carried out
  ) STRICT;
  CREATE INDEX commands_by_expiry ON commands (expires);

  -- The highest of all commands begun, by the key that signed them.
  CREATE TABLE command_keys (
    key     TEXT PRIMARY KEY,
    counter INTEGER NOT NULL,
    issued  REAL NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Who is kept out of pushed galleries that were issued up to then.
  CREATE TABLE revocations (
    person  TEXT PRIMARY KEY,
    revoked REAL NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

const drills = `
  -- The few drills among a million events, without reading these.
  CREATE INDEX audit_drills ON audit (sequence) WHERE kind = 'liveness.drilled';
`;

/** The database of a terminal, and of a site's master gallery: "OSTY". */
export const terminalDatabase: DatabaseKind = { applicationId: 0x4f535459, migrations: [first, uplink, drills] };
