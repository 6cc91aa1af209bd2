import { createSecretKey } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { AuditRecord } from '../../../src/audit/domain/audit.js';
import { AuditReader } from '../../../src/audit/sqlite/audit-reader.js';
import { SqliteGalleryStore } from '../../../src/gallery/sqlite/gallery-store.js';

export const key = createSecretKey(Buffer.alloc(32, 7));
export const bootId = 'e2b0f4a6-0000-4000-8000-00000000b007';

const sources = new URL('../../../src/', import.meta.url);
const built = new URL('../../../dist/', import.meta.url);

/** A fresh folder for each test of the file. */
export function useFolder(): { path(name?: string): string } {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ostiary-db-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return { path: (name = 'terminal.db') => join(folder, name) };
}

/** Workers and child processes run the build: it must be that of these sources. */
export function requireBuild(): void {
  for (const source of readdirSync(sources, { recursive: true, encoding: 'utf8' })) {
    if (!/sqlite|database/.test(source) || !source.endsWith('.ts')) continue;
    const output = new URL(source.replace(/\.ts$/, '.js'), built);
    const made = statSync(output, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (made < statSync(new URL(source, sources)).mtimeMs)
      throw new Error(`dist is older than ${source}: npm run build`);
  }
}

export function openGallery(path: string): SqliteGalleryStore {
  return new SqliteGalleryStore({ path, key, bootId });
}

/** Reads with a connection of its own. */
export function readAudit<T>(path: string, read: (log: AuditReader) => T): T {
  const log = new AuditReader(path);
  try {
    return read(log);
  } finally {
    log.close();
  }
}

export const allRecords = (path: string): readonly AuditRecord[] => readAudit(path, (log) => [...log.export()]);
