import { existsSync } from 'node:fs';
import type { AuditRecord } from '../audit/domain/audit.js';
import { AuditReader } from '../audit/sqlite/audit-reader.js';
import { silentLog } from '../base/log.js';
import { integrityFaults, openDatabase } from '../database/open-database.js';
import type { UplinkReading } from '../doctor/domain/broker.js';
import type { StoreReading } from '../doctor/domain/store.js';
import { probeBroker } from '../doctor/mqtt/probe-broker.js';
import { readStore } from '../doctor/read-store.js';
import { SqliteGalleryStore } from '../gallery/sqlite/gallery-store.js';
import { bootId } from '../platform/boot-id.js';
import { locateKeyFile, readKeyFile } from '../platform/key-file.js';
import { systemClock } from '../platform/system-clock.js';
import { readCredentials } from '../protocol/mqtt/credentials.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { identityOf } from '../uplink/identity.js';

function withAudit<T>(path: string, work: (log: AuditReader) => T): T {
  const log = new AuditReader(path);
  try {
    return work(log);
  } finally {
    log.close();
  }
}

export const lastEvents = (path: string, count: number): readonly AuditRecord[] =>
  withAudit(path, (log) => log.tail(count));

/** The liveness drills in the audit log, newest first; undefined if there is no log yet. @throws StoreError */
export const drillRecords = (path: string): readonly AuditRecord[] | undefined =>
  existsSync(path) ? withAudit(path, (log) => log.drills()) : undefined;

export const storeReading = ({ store: { database, keyFile } }: TerminalConfig): StoreReading =>
  readStore(database, {
    integrityFaults(path) {
      const db = openDatabase(path, { create: false });
      try {
        return [...integrityFaults(db)];
      } finally {
        db.close();
      }
    },
    open(path) {
      const gallery = new SqliteGalleryStore({ path, key: readKeyFile(locateKeyFile(keyFile, process.env)), bootId });
      try {
        const templates = [...gallery.templateCounts().values()].reduce((sum, count) => sum + count, 0);
        const people = gallery.people().length;
        return withAudit(path, (log) => ({
          people,
          templates,
          chain: log.verify(),
          newestEvent: log.tail(1)[0]?.wall,
        }));
      } finally {
        gallery.close();
      }
    },
  });

/** Probes the broker and counts waiting events; undefined if no broker is configured. */
export async function uplinkReading(config: TerminalConfig): Promise<UplinkReading | undefined> {
  const { broker, protocol, username } = config.uplink;
  if (broker === undefined) return undefined;
  const reading = await probeBroker({
    broker,
    protocol,
    identity: identityOf(config),
    credentials: () => readCredentials(config.uplink),
    clock: systemClock(),
    log: silentLog,
    ...(username === undefined ? {} : { username }),
  });
  const { database } = config.store;
  if (!existsSync(database)) return reading;
  return { ...reading, waiting: withAudit(database, (log) => log.undelivered()) };
}
