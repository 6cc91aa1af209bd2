import { type FaultKind, StoreError, TerminalError } from '../base/errors.js';

const corrupt: FaultKind = {
  code: 'store.corrupt',
  what: 'is damaged',
  remedy:
    'Stop Ostiary, keep a copy of the file, and restore the latest backup (ostiary restore FILE). If this happens again, replace the SD card.',
};
const notADatabase: FaultKind = {
  code: 'store.not-a-database',
  what: 'is not an Ostiary database',
  remedy:
    'Check the configured path. If it is right, move the file away and restore the latest backup (ostiary restore FILE).',
};
const locked: FaultKind = {
  code: 'store.locked',
  what: 'is locked by another process',
  remedy:
    'Wait for the other ostiary command to end, or find the process with: fuser -v <path>. If only the daemon holds the file, its disk hangs: check dmesg.',
};
const readonly: FaultKind = {
  code: 'store.readonly',
  what: 'cannot be written',
  remedy:
    'Make the user that runs Ostiary the owner of file and folder. If the file system became read-only, check the SD card (dmesg).',
};
const full: FaultKind = {
  code: 'store.full',
  what: 'cannot grow: the disk is full',
  remedy: 'Free space on its file system (df -h). Ostiary then continues automatically.',
};
const io: FaultKind = {
  code: 'store.io',
  what: 'cannot be read or written',
  remedy: 'Check path, permissions and storage medium (dmesg), then try again.',
};

// The first matching prefix wins; SQLite's extended codes begin with the primary one.
const kinds: readonly (readonly [prefix: string, kind: FaultKind])[] = [
  // The shared-memory file of the WAL could not be extended: the file system has no room for it.
  ['SQLITE_IOERR_SHMSIZE', full],
  ['SQLITE_IOERR', io],
  ['SQLITE_CORRUPT', corrupt],
  ['SQLITE_NOTADB', notADatabase],
  ['SQLITE_BUSY', locked],
  ['SQLITE_LOCKED', locked],
  ['SQLITE_READONLY', readonly],
  ['SQLITE_PERM', readonly],
  ['SQLITE_FULL', full],
  ['ENOSPC', full],
  ['EDQUOT', full],
  ['EACCES', readonly],
  ['EPERM', readonly],
  ['EROFS', readonly],
];

/** Translates an error of the database or file system into a fault that a technician can act on; terminal errors pass unchanged. */
export function storeFault(cause: unknown, path: string): TerminalError {
  if (cause instanceof TerminalError) return cause;
  const sqliteCode = String((cause as { code?: unknown } | undefined)?.code ?? '');
  // Invalid stored JSON was not written by us.
  const unknown = cause instanceof SyntaxError ? corrupt : io;
  const kind = kinds.find(([prefix]) => sqliteCode.startsWith(prefix))?.[1] ?? unknown;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StoreError(kind.code, `${path} ${kind.what} (${reason})`, {
    remedy: kind.remedy,
    context: { path, sqliteCode },
    cause,
  });
}

/** Runs `work` on the database at `path`; turns errors into faults. @throws StoreError */
export function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeFault(error, path);
  }
}
