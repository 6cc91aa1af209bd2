/** The files of which a backup consists. The gallery key is not among them. */
export const entries = {
  database: 'ostiary.db',
  config: 'terminal.yaml',
  manifest: 'backup.json',
  site: 'site-settings.json',
} as const;
