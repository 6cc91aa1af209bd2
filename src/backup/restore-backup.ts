import type { AuditEvent } from '../audit/domain/audit.js';
import { auditEvent } from '../audit/ports/audit-event.js';
import type { Clock } from '../base/clock.js';
import { CommandRejected } from '../base/errors.js';
import { entries } from './domain/entries.js';
import type { BackupDraft } from './ports/backup-draft.js';
import type { DatabaseFiles } from './ports/database-files.js';
import type { SiteSettingsFile } from './ports/site-settings-file.js';
import { requireStopped } from './require-stopped.js';

export interface Restored {
  /** Where the database that was there is now. */
  readonly kept: string | undefined;
  readonly lastSequence: number;
}

interface Dependencies {
  readonly askDaemon: () => Promise<unknown>;
  readonly files: DatabaseFiles;
  readonly settings: Pick<SiteSettingsFile, 'exists' | 'write'>;
  readonly draftBeside: (file: string) => BackupDraft;
  /** @throws StoreError `key.*` unless the gallery key of this terminal opens the gallery in this database. */
  readonly requireKey: (database: string) => void;
  /** Adds an event to the audit log of a database. */
  readonly appendEvent: (database: string, event: AuditEvent) => Promise<void>;
  readonly clock: Clock;
}

/**
 * The database of a backup in the place of the present one, once it was read whole and the key opens it; with what the site had set,
 * where it has set nothing here.
 * @param path of the database
 * @throws CommandRejected `daemon.running`, `backup.unreadable`; StoreError `store.*`, `audit.broken`, `key.*`: then nothing was changed.
 */
export async function restoreBackup(
  archive: string,
  path: string,
  now: () => Date,
  { askDaemon, files, settings, draftBeside, requireKey, appendEvent, clock }: Dependencies,
): Promise<Restored> {
  await requireStopped(askDaemon);
  files.makeFolder(path);
  const draft = draftBeside(path);
  try {
    await draft.unpack(entries.database, archive).catch((cause: unknown) => {
      throw new CommandRejected(
        'backup.unreadable',
        `${archive} is no backup of Ostiary: ${(cause as Error).message}`,
        {
          remedy: 'Name a file that ostiary backup wrote.',
          cause,
        },
      );
    });
    // Older backups have none.
    await draft.unpack(entries.site, archive).catch(() => undefined);
    const database = draft.path(entries.database);
    const checked = files.check(database);
    requireKey(database);
    await appendEvent(database, auditEvent(clock, 'terminal.restored', checked));
    const before = draft.read(entries.site);
    // A new card must not be laxer than the old one was; what the site has ordered since the backup is newer.
    if (before !== undefined && !settings.exists()) await settings.write(before);
    return { kept: files.adopt(database, path, now()), ...checked };
  } finally {
    draft.remove();
  }
}
