import { stringify } from 'yaml';
import { isPlainMap } from '../load/read-yaml.js';
import { editConfig } from './edit.js';

/**
 * The text of a configuration with `settings` written over it: sections are merged, values and lists replaced. The result is
 * not validated. @throws ConfigError `config.edit`
 */
export function overlay(text: string, settings: Readonly<Record<string, unknown>>, section = ''): string {
  return Object.entries(settings).reduce((edited, [key, value]) => {
    const name = `${section}${key}`;
    return isPlainMap(value) ? overlay(edited, value, `${name}.`) : editConfig(edited, name, stringify(value));
  }, text);
}
