import { chownSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../../base/errors.js';
import { verifyChain } from '../../database/chain/verify.js';
import { integrityFaults, openDatabase } from '../../database/open-database.js';
import { guarded } from '../../database/store-fault.js';
import { syncFolder } from '../../platform/write-file.js';
import type { DatabaseFiles } from '../ports/database-files.js';

export const databaseFiles: DatabaseFiles = {
  copy: copyDatabase,
  check: checkDatabase,
  makeFolder: (path) => void mkdirSync(dirname(path), { recursive: true, mode: 0o700 }),
  adopt: adoptDatabase,
};

function copyDatabase(path: string, into: string): void {
  const db = openDatabase(path, { create: false });
  try {
    guarded(path, () => db.prepare('VACUUM INTO ?').run(into));
  } finally {
    db.close();
  }
}

function checkDatabase(path: string): { readonly lastSequence: number } {
  const db = openDatabase(path, { create: false });
  try {
    const [fault] = integrityFaults(db);
    if (fault !== undefined) {
      throw new StoreError('store.corrupt', `${path} is damaged: ${fault}`, {
        remedy: 'Use another backup.',
        context: { path },
      });
    }
    const chain = guarded(path, () => verifyChain(db));
    if (chain.ok) return { lastSequence: chain.lastSequence };
    throw new StoreError(
      'audit.broken',
      `the audit chain in ${path} is broken at sequence ${chain.sequence}: ${chain.detail}`,
      {
        remedy: 'Use another backup, and keep this one as evidence: it was changed.',
      },
    );
  } finally {
    db.close();
  }
}

function adoptDatabase(draft: string, path: string, now: Date): string | undefined {
  const kept = existsSync(path) ? `${path}.until-${now.toISOString().slice(0, 19).replaceAll(':', '')}` : undefined;
  return guarded(path, () => {
    const { uid, gid } = statSync(dirname(path));
    if (process.getuid?.() === 0) chownSync(draft, uid, gid);
    if (kept !== undefined) {
      for (const suffix of ['', '-wal', '-shm'])
        if (existsSync(path + suffix)) renameSync(path + suffix, kept + suffix);
    }
    for (const suffix of ['-wal', '-shm']) rmSync(draft + suffix, { force: true });
    renameSync(draft, path);
    syncFolder(dirname(path));
    return kept;
  });
}
