import { type LoadOptions, parseConfig, readConfigText } from '../load/load.js';
import { migrate } from '../schema/migrations.js';
import { writeConfig } from './write-config.js';

/** Rewrites a file in the newest format. @returns what was done; empty where nothing had to be. @throws ConfigError: then nothing was changed */
export async function migrateFile(file: string, options: LoadOptions): Promise<readonly string[]> {
  const { text, done } = migrate(readConfigText(file));
  parseConfig(text, file, options);
  if (done.length > 0) await writeConfig(file, text);
  return done;
}
