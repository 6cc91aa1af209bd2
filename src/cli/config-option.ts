import { existsSync } from 'node:fs';
import { Option } from 'commander';
import { type Layered, loadLayered } from '../settings/from-site/layered.js';
import { defaultConfigFile } from '../settings/load/last-good.js';
import { parseConfig } from '../settings/load/load.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { packageRoot } from '../version.js';

/** `--config FILE`, or OSTIARY_CONFIG. */
export function configOption(): Option {
  return new Option('-c, --config <file>', 'configuration file').env('OSTIARY_CONFIG').default(defaultConfigFile);
}

/** The configuration, with the site's settings applied. @throws ConfigError */
export function readConfig(file: string): TerminalConfig {
  return readLayered(file).config;
}

/** The same, with the origin of each setting. @throws ConfigError */
export function readLayered(file: string): Layered {
  return loadLayered(file, { env: process.env, packageRoot });
}

/** For commands that also run without a terminal: falls back to the defaults if no file was named and none exists. @throws ConfigError */
export function readConfigIfAny(file: string): TerminalConfig {
  const nothing = file === defaultConfigFile && !existsSync(file);
  if (!nothing) return readConfig(file);
  return parseConfig('', 'the default configuration', { env: process.env, packageRoot });
}
