import { resolve } from 'node:path';
import type { Fault, SettingPath } from '../schema/place.js';
import { keysAt, nodesAt } from '../schema/schema-tree.js';
import { assigned, isPlainMap, readYaml, type Written } from './read-yaml.js';
import { unknownKey } from './unknown-key.js';

export type Environment = Readonly<Record<string, string | undefined>>;

const prefix = 'OSTIARY_';
const shared = '$OSTIARY_SHARED/';

/**
 * Lays overrides such as `OSTIARY_DOOR__RELEASE=3s` over the settings of the file. A double underscore stands for the
 * dot; upper and lower case and single underscores are ignored in the rest (`MAX_AGE` is `maxAge`). Empty variables
 * count as not set; names without a double underscore are none of ours. Lists and maps are written as in YAML: `[a, b]`.
 */
export function applyEnvironment(written: Written, env: Environment): Written {
  const faults: Fault[] = [...written.faults];
  const owners = new Map<string, string>();
  let value = written.value;
  const variables = Object.keys(env).filter((name) => name.startsWith(prefix) && name.includes('__') && env[name]);
  for (const variable of variables.sort()) {
    const place = { variable };
    const { path, unknown } = settingNamed(variable);
    if (unknown !== undefined) {
      faults.push({ place, path, message: unknown });
      continue;
    }
    const key = path.join('.');
    const owner = owners.get(key);
    if (owner !== undefined) {
      faults.push({ place, path, message: `is set by ${owner} too` });
      continue;
    }
    owners.set(key, variable);
    written.places.set(path, place);
    value = assigned(value, path, parse(path, env[variable] ?? ''));
  }
  return { value, places: written.places, faults };
}

/** Replaces a leading `$OSTIARY_SHARED/` in every text by the folder in that variable; nothing else is expanded. */
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

/** The setting that a variable names, as far as it is known; `unknown` words the fault where it is not. */
function settingNamed(variable: string): { readonly path: string[]; readonly unknown?: string } {
  const path: string[] = [];
  for (const segment of variable.slice(prefix.length).split('__')) {
    const plain = segment.replaceAll('_', '').toLowerCase();
    const key = keysAt(path).find((known) => known.toLowerCase() === plain);
    if (key === undefined) {
      return { path: [...path, segment.toLowerCase()], unknown: unknownKey(path, segment.toLowerCase()) };
    }
    path.push(key);
  }
  return { path };
}

/** Takes the text as it is for settings that are text only, or where it is no YAML. */
function parse(path: SettingPath, text: string): unknown {
  if (nodesAt(path).every((node) => node.type === 'string')) return text;
  const { value, faults } = readYaml(`value: ${text}`);
  return faults.length === 0 && isPlainMap(value) && value.value !== undefined ? value.value : text;
}
