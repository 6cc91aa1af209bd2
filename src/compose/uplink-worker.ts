/** The thread that owns the uplink's connection to the terminal's database: one for its own tables and the gallery's. */
import { workerData } from 'node:worker_threads';
import { AuditWriter } from '../database/chain/writer.js';
import { openDatabase } from '../database/open-database.js';
import { serveTables } from '../database/thread/serve-tables.js';
import { galleryTables } from '../gallery/sqlite/gallery-tables.js';
import { uplinkTables } from '../uplink/sqlite/uplink-tables.js';
import type { UplinkStorageOptions } from './uplink-storage.js';

const { path, key, bootId } = workerData as UplinkStorageOptions;

serveTables(path, () => {
  const db = openDatabase(path, { create: true });
  try {
    const audit = new AuditWriter(db, bootId);
    const tables = { gallery: galleryTables(db, { key, audit }), uplink: uplinkTables(db, { key, audit }) };
    return { tables, close: () => db.close() };
  } catch (error) {
    db.close();
    throw error;
  }
});
