import { stringify } from 'yaml';
import { isPlainMap } from '../load/read-yaml.js';
import { editConfig } from './edit.js';

/**
 * Writes `settings` into the text of a configuration: merges sections, replaces values and lists. Does not validate the result. @throws
 * ConfigError `config.edit`
 */
export function overlay(text: string, settings: Readonly<Record<string, unknown>>, section = ''): string {
  return Object.entries(settings).reduce((edited, [key, value]) => {
    const name = `${section}${key}`;
    return isPlainMap(value) ? overlay(edited, value, `${name}.`) : editConfig(edited, name, stringify(value));
  }, text);
}
