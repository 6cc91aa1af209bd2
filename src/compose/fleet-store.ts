import type { Database } from 'better-sqlite3';
import type { EventStore } from '../fleet/ports/event-store.js';
import type { Memberships } from '../fleet/ports/memberships.js';
import type { TerminalRegistry } from '../fleet/ports/terminal-registry.js';
import { sqliteEventStore } from '../fleet/sqlite/event-store.js';
import { openFleetDatabase } from '../fleet/sqlite/fleet-database.js';
import { sqliteMemberships } from '../fleet/sqlite/memberships.js';
import { sqliteTerminalRegistry } from '../fleet/sqlite/terminal-registry.js';
import type { SiteConfig } from '../settings/site-file/schema.js';
import { fleetDatabaseFile } from './fleet.js';

/** Works with the terminals that were admitted. @throws StoreError (rejects) */
export const withRegistry = <T>(
  site: SiteConfig,
  work: (registry: TerminalRegistry) => T | Promise<T>,
): Promise<Awaited<T>> => withDatabase(site, (db) => work(sqliteTerminalRegistry(db)));

/** Works with the collected events. @throws StoreError (rejects) */
export const withEvents = <T>(site: SiteConfig, work: (events: EventStore) => T | Promise<T>): Promise<Awaited<T>> =>
  withDatabase(site, (db) => work(sqliteEventStore(db)));

async function withDatabase<T>(site: SiteConfig, work: (db: Database) => T | Promise<T>): Promise<Awaited<T>> {
  const db = openFleetDatabase(fleetDatabaseFile(site));
  try {
    return await work(db);
  } finally {
    db.close();
  }
}

export interface OpenMemberships extends Memberships {
  close(): void;
}

/** @throws StoreError `store.*` */
export function openMemberships(site: SiteConfig): OpenMemberships {
  const db = openFleetDatabase(fleetDatabaseFile(site));
  return { ...sqliteMemberships(db), close: () => db.close() };
}
