import { resolve } from 'node:path';
import { formerKeysAt, presentSetting } from '../schema/former-names.js';
import type { Fault, SettingPath } from '../schema/place.js';
import { keysAt, nodesAt } from '../schema/schema-tree.js';
import { assigned, isPlainMap, readYaml, type Written } from './read-yaml.js';
import { unknownKey } from './unknown-key.js';

export type Environment = Readonly<Record<string, string | undefined>>;

const prefix = 'OSTIARY_';
const shared = '$OSTIARY_SHARED/';

/**
 * Applies overrides such as `OSTIARY_DOOR__RELEASE=3s` on top of the file. A double underscore stands for the dot; case and single
 * underscores are otherwise ignored (`MAX_AGE` is `maxAge`). Empty variables count as unset; names without a double underscore are ignored.
 * Lists and maps are written as in YAML: `[a, b]`.
 */
export function applyEnvironment(written: Written, env: Environment): Written {
  const faults: Fault[] = [...written.faults];
  const owners = new Map<string, string>();
  let value = written.value;
  const variables = Object.keys(env).filter((name) => name.startsWith(prefix) && name.includes('__') && env[name]);
  for (const variable of variables.sort()) {
    const place = { variable };
    const named = settingNamed(variable);
    if (named.unknown !== undefined) {
      faults.push({ place, path: named.path, message: named.unknown });
      continue;
    }
    const [key, wanted] = presentSetting(named.path.join('.'), parse(named.path, env[variable] ?? ''));
    const path = key.split('.');
    const owner = owners.get(key);
    if (owner !== undefined) {
      faults.push({ place, path, message: `is also set by ${owner}` });
      continue;
    }
    owners.set(key, variable);
    written.places.set(path, place);
    value = assigned(value, path, wanted);
  }
  return { value, places: written.places, faults };
}

/** Replaces a leading `$OSTIARY_SHARED/` in every text with the folder in that variable; expands nothing else. */
export function expandShared(written: Written, env: Environment): Written {
  const faults: Fault[] = [...written.faults];
  const folder = env.OSTIARY_SHARED;
  const expand = (value: unknown, path: SettingPath): unknown => {
    if (typeof value === 'string' && value.startsWith(shared)) {
      if (folder) return resolve(folder, value.slice(shared.length));
      faults.push({ place: written.places.find(path), path, message: 'needs OSTIARY_SHARED, which is not set' });
      return value;
    }
    if (Array.isArray(value)) return value.map((item, index) => expand(item, [...path, index]));
    if (!isPlainMap(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, expand(inner, [...path, key])]));
  };
  return { value: expand(written.value, []), places: written.places, faults };
}

/** The setting that a variable names, as far as it is known; `unknown` is the error message otherwise. */
function settingNamed(variable: string): { readonly path: string[]; readonly unknown?: string } {
  const path: string[] = [];
  for (const segment of variable.slice(prefix.length).split('__')) {
    const plain = segment.replaceAll('_', '').toLowerCase();
    const key = [...keysAt(path), ...formerKeysAt(path)].find((known) => known.toLowerCase() === plain);
    if (key === undefined) {
      return { path: [...path, segment.toLowerCase()], unknown: unknownKey(path, segment.toLowerCase()) };
    }
    path.push(key);
  }
  return { path };
}

/** Takes the text unparsed for settings that are always text, or if it is not valid YAML. */
function parse(path: SettingPath, text: string): unknown {
  if (nodesAt(path).every((node) => node.type === 'string')) return text;
  const { value, faults } = readYaml(`value: ${text}`);
  return faults.length === 0 && isPlainMap(value) && value.value !== undefined ? value.value : text;
}
