import { existsSync } from 'node:fs';
import { Option } from 'commander';
import { type Layered, loadLayered } from '../settings/from-site/layered.js';
import { defaultConfigFile } from '../settings/load/last-good.js';
import { parseConfig } from '../settings/load/load.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { packageRoot } from '../version.js';

/** `--config FILE`, also by OSTIARY_CONFIG. */
export function configOption(): Option {
  return new Option('-c, --config <file>', 'configuration file').env('OSTIARY_CONFIG').default(defaultConfigFile);
}

/** With what the site has set. @throws ConfigError */
export function readConfig(file: string): TerminalConfig {
  return readLayered(file).config;
}

/** The same, and where it comes from. @throws ConfigError */
export function readLayered(file: string): Layered {
  return loadLayered(file, { env: process.env, packageRoot });
}

/** For commands that need no terminal: the defaults where nothing is configured and nothing was named. @throws ConfigError */
export function readConfigIfAny(file: string): TerminalConfig {
  const nothing = file === defaultConfigFile && !existsSync(file);
  if (!nothing) return readConfig(file);
  return parseConfig('', 'the default configuration', { env: process.env, packageRoot });
}
