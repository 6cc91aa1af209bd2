import { basename } from 'node:path';
import type { z } from 'zod';
import { ConfigError } from '../domain/errors.js';
import { type Fault, formatPath, type SettingPath } from './place.js';
import type { Written } from './read-yaml.js';
import { defaultAt } from './schema-tree.js';
import { unknownKey } from './unknown-key.js';

/** The faults that validation found, one per setting, each with the default where there is one. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], written: Written): Fault[] {
  const faults = new Map<string, Fault>();
  const add = (path: SettingPath, message: string): void => {
    const id = JSON.stringify(path);
    // The first fault of a setting is the one to mend; the others often follow from it.
    if (!faults.has(id)) faults.set(id, { place: written.places.find(path), path, message });
  };
  for (const issue of issues) {
    const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) add([...path, key], unknownKey(path, key, written.value));
      continue;
    }
    const fallback = defaultAt(path, written.value);
    add(path, fallback === undefined ? issue.message : `${issue.message} (default ${fallback})`);
  }
  return [...faults.values()];
}

/** `terminal.yaml:14 door.release: 50s is outside 1s..30s (default 5s)`; a variable's name stands for file and line. */
export function formatFault(file: string, { place, path, message }: Fault): string {
  const where = 'line' in place ? `${basename(file)}:${place.line}` : place.variable;
  return `${where}${path.length === 0 ? '' : ` ${formatPath(path)}`}: ${message}`;
}

/** All faults in one error `config.invalid`, in the order of the file, those of the environment last. */
export function invalid(file: string, faults: readonly Fault[]): ConfigError {
  const lineOf = ({ place }: Fault): number => ('line' in place ? place.line : Number.POSITIVE_INFINITY);
  const ordered = [...faults].sort((a, b) => (lineOf(a) === lineOf(b) ? 0 : lineOf(a) - lineOf(b)));
  // The first fault of a setting is the one to mend; others at the same place often follow from it.
  const firsts = new Map(ordered.map((fault) => [JSON.stringify([fault.place, fault.path, fault.path.length || fault.message]), fault]).reverse());
  const lines = [...firsts.values()].reverse().map((fault) => formatFault(file, fault));
  return new ConfigError('config.invalid', lines.join('\n'), {
    remedy: `Correct ${file} or the variable named; config/terminal.yaml shows every setting.`,
    context: { file, faults: lines },
  });
}
