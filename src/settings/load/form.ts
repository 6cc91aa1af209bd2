import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import type { Fault } from '../schema/place.js';
import type { SchemaNode } from '../schema/schema-tree.js';
import { type Resolved, resolvePaths } from '../schema/written-path.js';
import type { Written } from './read-yaml.js';
import { faultsOf, invalid } from './report.js';

/** One kind of configuration file. */
export interface Form<Schema extends z.ZodType> {
  readonly schema: Schema;
  readonly tree: SchemaNode;
  /** The example file that shows every setting. */
  readonly example: string;
}

/** The settings completed with their defaults, or the errors. */
export type Completed<Config> =
  | { readonly config: Config; readonly faults: readonly [] }
  | { readonly config: undefined; readonly faults: readonly Fault[] };

/** Completes and validates; relative paths are resolved against the folder of `file`. */
export function tryComplete<Schema extends z.ZodType>(
  { schema, tree }: Form<Schema>,
  written: Written,
  file: string,
  packageRoot: string,
): Completed<Resolved<z.output<Schema>>> {
  const parsed = schema.safeParse(written.value);
  const faults = [...written.faults, ...faultsOf(parsed.error?.issues ?? [], written, tree)];
  if (!parsed.success || faults.length > 0) return { config: undefined, faults };
  const config = resolvePaths(parsed.data, { config: dirname(resolve(file)), package: resolve(packageRoot) });
  return { config, faults: [] };
}

/**
 * Completes the settings with their defaults; relative paths are resolved against the folder of `file`.
 * @throws ConfigError `config.invalid` with all faults
 */
export function complete<Schema extends z.ZodType>(
  form: Form<Schema>,
  written: Written,
  file: string,
  packageRoot: string,
): Resolved<z.output<Schema>> {
  const { config, faults } = tryComplete(form, written, file, packageRoot);
  if (config === undefined) throw invalid(file, faults, form.example);
  return config;
}
