import { ConfigError } from '../../base/errors.js';
import { rewriteWhole } from '../../platform/write-file.js';

/** Writes a whole file or none. @throws ConfigError `config.unwritable` */
export async function writeConfig(file: string, text: string): Promise<void> {
  try {
    await rewriteWhole(file, text);
  } catch (cause) {
    throw new ConfigError('config.unwritable', `${file} cannot be written: ${(cause as Error).message}`, {
      remedy: 'Use sudo, and look whether the file system is read-only or full. Nothing was changed.',
      cause,
    });
  }
}
