import { TerminalError } from '../base/errors.js';
import { entries } from './domain/entries.js';
import type { BackupDraft } from './ports/backup-draft.js';
import type { DatabaseFiles } from './ports/database-files.js';
import type { SiteSettingsFile } from './ports/site-settings-file.js';
import { unwritable } from './unwritable.js';

export interface BackupSource {
  readonly database: string;
  readonly configFile: string;
  /** Name of the terminal. */
  readonly terminal: string;
  /** Of Ostiary. */
  readonly version: string;
}

interface Dependencies {
  readonly files: Pick<DatabaseFiles, 'copy' | 'check'>;
  readonly settings: Pick<SiteSettingsFile, 'text'>;
  /** @throws StoreError `backup.unwritable` */
  readonly draftBeside: (file: string) => BackupDraft;
}

/** Database, configuration and what the site has set over it, while the daemon goes on; never the key. @throws StoreError `store.*`, `backup.unwritable` */
export async function makeBackup(
  { database, configFile, terminal, version }: BackupSource,
  archive: string,
  now: Date,
  { files, settings, draftBeside }: Dependencies,
): Promise<{ readonly lastSequence: number }> {
  const draft = draftBeside(archive);
  try {
    const copy = draft.path(entries.database);
    files.copy(database, copy);
    const checked = files.check(copy);
    draft.copy(configFile, entries.config);
    draft.write(entries.site, settings.text());
    const manifest = { version, terminal, made: now.toISOString(), ...checked };
    draft.write(entries.manifest, `${JSON.stringify(manifest, null, 2)}\n`);
    await draft.pack(Object.values(entries), archive);
    return checked;
  } catch (cause) {
    throw cause instanceof TerminalError ? cause : unwritable(archive, cause);
  } finally {
    draft.remove();
  }
}
