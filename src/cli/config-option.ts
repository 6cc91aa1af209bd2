import { Option } from 'commander';
import { defaultConfigFile } from '../config/last-good.js';
import { loadConfig } from '../config/load.js';
import type { TerminalConfig } from '../config/schema.js';
import { packageRoot } from '../version.js';

/** `--config FILE`, also by OSTIARY_CONFIG. */
export function configOption(): Option {
  return new Option('-c, --config <file>', 'configuration file').env('OSTIARY_CONFIG').default(defaultConfigFile);
}

/** @throws ConfigError */
export function readConfig(file: string): TerminalConfig {
  return loadConfig(file, { env: process.env, packageRoot });
}
