import { ConfigError } from '../../base/errors.js';
import { rewriteWhole } from '../../platform/write-file.js';

/** Writes a whole file or none. @throws ConfigError `config.unwritable` */
export async function writeConfig(file: string, text: string): Promise<void> {
  try {
    await rewriteWhole(file, text);
  } catch (cause) {
    throw new ConfigError('config.unwritable', `${file} cannot be written: ${(cause as Error).message}`, {
      remedy:
        'Run the command with sudo. Check that the file system is neither read-only nor full. Nothing was changed.',
      cause,
    });
  }
}
