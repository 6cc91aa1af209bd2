import { basename } from 'node:path';
import type { z } from 'zod';
import { ConfigError } from '../../base/errors.js';
import { type Fault, formatPath } from '../schema/place.js';
import { betweenSettings } from '../schema/rules.js';
import { defaultAt, schemaTree } from '../schema/schema-tree.js';
import type { Written } from './read-yaml.js';
import { unknownKey } from './unknown-key.js';

/** The errors that validation found, each with the default if there is one. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], { value, places }: Written, tree = schemaTree): Fault[] {
  return issues.flatMap((issue): Fault[] => {
    const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => {
        const unknown = [...path, key];
        return { place: places.find(unknown), path: unknown, message: unknownKey(path, key, value, tree) };
      });
    }
    const fallback = defaultAt(path, value, tree);
    const message = fallback === undefined ? issue.message : `${issue.message} (default ${fallback})`;
    const between = issue.code === 'custom' && issue.params?.between === betweenSettings.between;
    return [{ place: places.find(path), path, message, ...(between ? { between } : {}) }];
  });
}

/** `terminal.yaml:14 door.release: 50s is outside 1s..30s (default 5s)`; a variable's name or the site’s command replaces file and line. */
export function formatFault(file: string, { place, path, message }: Fault): string {
  const where =
    'line' in place ? `${basename(file)}:${place.line}` : 'by' in place ? `${place.by} of the site` : place.variable;
  return `${where}${path.length === 0 ? '' : ` ${formatPath(path)}`}: ${message}`;
}

/** All errors in one `config.invalid`, in the order of the file, those of the environment last. */
export function invalid(file: string, faults: readonly Fault[], example = 'config/terminal.yaml'): ConfigError {
  const lineOf = ({ place }: Fault): number => ('line' in place ? place.line : Number.MAX_SAFE_INTEGER);
  const firsts = new Map<string, Fault>();
  for (const fault of faults) {
    // Report only the first error of a setting: others at the same place often follow from it.
    const id = JSON.stringify([fault.place, fault.path, fault.path.length === 0 ? fault.message : '']);
    if (!firsts.has(id)) firsts.set(id, fault);
  }
  const ordered = [...firsts.values()].sort((a, b) => lineOf(a) - lineOf(b));
  const lines = ordered.map((fault) => formatFault(file, fault));
  return new ConfigError('config.invalid', lines.join('\n'), {
    remedy: `Correct ${file} or the environment variable named above; ${example} shows all settings.`,
    context: { file, faults: lines },
  });
}
