import { readFileSync, statSync } from 'node:fs';
import { ConfigError } from '../../base/errors.js';
import { applySite } from '../from-site/apply-site.js';
import type { Override } from '../from-site/site-layer.js';
import { migrateDocument } from '../schema/migrations.js';
import type { Places } from '../schema/place.js';
import { type TerminalConfig, terminalSchema } from '../schema/schema.js';
import { schemaTree } from '../schema/schema-tree.js';
import { applyEnvironment, type Environment, expandShared } from './environment.js';
import { type Completed, tryComplete } from './form.js';
import { readYaml } from './read-yaml.js';
import { invalid } from './report.js';

export interface LoadOptions {
  /** Overrides (`OSTIARY_DOOR__RELEASE=3s`) and `OSTIARY_SHARED`. */
  readonly env: Environment;
  /** Folder of the installed package, which holds the default models. */
  readonly packageRoot: string;
}

const maxBytes = 1024 * 1024;

/**
 * Reads, completes and validates the configuration, without a site's settings. An empty file is valid: every setting has a default.
 * @throws ConfigError `config.missing`, `config.unreadable`, or `config.invalid` with all errors in its message.
 */
export function loadConfig(file: string, options: LoadOptions): TerminalConfig {
  return parseConfig(readConfigText(file), file, options);
}

/**
 * Completes and validates the text of a configuration in any known format.
 * @param file its name in error messages; relative paths are resolved against its folder.
 * @throws ConfigError `config.invalid`
 */
export function parseConfig(text: string, file: string, options: LoadOptions): TerminalConfig {
  const { config, faults } = tryConfig(text, file, options, []);
  if (config === undefined) throw invalid(file, faults);
  return config;
}

/** The same with the site's settings between file and environment, and with the place of each setting. */
export function tryConfig(
  text: string,
  file: string,
  { env, packageRoot }: LoadOptions,
  overrides: readonly Override[],
): Completed<TerminalConfig> & { readonly places: Places } {
  const read = readYaml(text, migrateDocument);
  if (read.value === undefined) return { config: undefined, ...read };
  const written = expandShared(applyEnvironment(applySite(read, overrides), env), env);
  return { ...tryComplete(terminalForm, written, file, packageRoot), places: written.places };
}

const terminalForm = { schema: terminalSchema, tree: schemaTree, example: 'config/terminal.yaml' };

/** @throws ConfigError `config.missing`, `config.unreadable` */
export function readConfigText(file: string): string {
  try {
    const status = statSync(file);
    // A device or pipe may never end.
    if (!status.isFile()) throw unreadable(file, 'not a regular file');
    if (status.size > maxBytes) throw unreadable(file, `larger than ${maxBytes} bytes`);
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new ConfigError('config.missing', `${file} does not exist`, {
        remedy: 'Give the configuration file with --config, or copy the example from the folder config/ to this path.',
        context: { file },
        cause,
      });
    }
    throw unreadable(file, message, cause);
  }
}

function unreadable(file: string, why: string, cause?: unknown): ConfigError {
  return new ConfigError('config.unreadable', `cannot read ${file}: ${why}`, {
    remedy: 'Check that it is a text file and that the daemon’s user can read it and enter its folder.',
    context: { file },
    ...(cause === undefined ? {} : { cause }),
  });
}
