import { Option } from 'commander';
import { loadConfig } from '../config/load.js';
import type { TerminalConfig } from '../config/schema.js';
import { packageRoot } from '../version.js';

export const defaultConfigFile = '/etc/ostiary/terminal.yaml';

/** `--config FILE`, also by OSTIARY_CONFIG. */
export function configOption(): Option {
  return new Option('-c, --config <file>', 'configuration file').env('OSTIARY_CONFIG').default(defaultConfigFile);
}

/** @throws ConfigError */
export function readConfig(file: string): TerminalConfig {
  return loadConfig(file, { env: process.env, packageRoot });
}
