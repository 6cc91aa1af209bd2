import { isMap, isScalar, parseDocument } from 'yaml';
import { isPlainMap } from './read-yaml.js';

/**
 * The text of a configuration with `settings` written over it: sections are merged, values and lists replaced. Comments,
 * order and everything else stay as they were. The result is not validated.
 */
export function overlay(text: string, settings: Readonly<Record<string, unknown>>): string {
  const document = parseDocument(text);
  const write = (path: readonly string[], values: Readonly<Record<string, unknown>>): void => {
    for (const [key, value] of Object.entries(values)) {
      const place = [...path, key];
      const there = document.getIn(place, true);
      if (isPlainMap(value) && isMap(there)) write(place, value);
      // Kept as a node: its comment stays.
      else if (isScalar(there) && !isPlainMap(value) && !Array.isArray(value)) there.value = value;
      else document.setIn(place, document.createNode(value));
    }
  };
  write([], settings);
  return document.toString({ lineWidth: 0 });
}
