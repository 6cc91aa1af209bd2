import { basename, dirname, join, resolve } from 'node:path';
import type { Environment } from './environment.js';

export const defaultConfigFile = '/etc/ostiary/terminal.yaml';

/** Where the last valid configuration is kept: in the state folder, or beside the file if it belongs to no installation. */
export function lastGoodFile(file: string, env: Environment): string {
  const name = `${basename(file)}.last-good`;
  const state = env.STATE_DIRECTORY?.split(':')[0];
  if (state) return join(state, name);
  const full = resolve(file);
  return full === defaultConfigFile ? join('/var/lib/ostiary', name) : join(dirname(full), `.${name}`);
}
