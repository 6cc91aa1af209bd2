import { redact } from '../../base/redact.js';
import type { Millis } from '../../base/units.js';
import { durationPattern, formatDuration } from './duration.js';
import type { Applies, Remote } from './fields.js';
import { formatPath, type SettingPath } from './place.js';
import type { TerminalConfig } from './schema.js';
import { nodesAt, type SchemaNode } from './schema-tree.js';

/** One setting of a valid configuration. */
export interface Setting {
  /** `door.release` */
  readonly name: string;
  readonly path: SettingPath;
  /** As written by a person: durations with their unit, paths absolute, URLs without credentials. */
  readonly value: unknown;
  readonly applies: Applies;
}

export interface Difference {
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly applies: Applies;
}

/** Every setting that has a value, in the order of the schema. A list counts as one setting. */
export function settingsOf(config: TerminalConfig): readonly Setting[] {
  const walk = (value: unknown, path: SettingPath): readonly Setting[] => {
    if (value === undefined) return [];
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return Object.entries(value).flatMap(([key, inner]) => walk(inner, [...path, key]));
    }
    return [{ name: formatPath(path), path, value: written(value, path, config), applies: appliesAt(path, config) }];
  };
  return walk(config, []);
}

/** The differences, setting by setting; `undefined` if a setting is absent. */
export function differences(before: readonly Setting[], after: readonly Setting[]): readonly Difference[] {
  const was = new Map(before.map((setting) => [setting.name, setting]));
  const is = new Map(after.map((setting) => [setting.name, setting]));
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((name): readonly Difference[] => {
    const [old, now] = [was.get(name), is.get(name)];
    if (JSON.stringify(old?.value) === JSON.stringify(now?.value)) return [];
    return [{ name, before: old?.value, after: now?.value, applies: (now ?? old)?.applies ?? 'restart' }];
  });
}

/** When a change of this setting takes effect. */
export function appliesAt(path: SettingPath, settings?: unknown): Applies {
  return markAt('x-applies', path, settings) ?? 'restart';
}

/** The command with which the site may set this setting; undefined if only the technician may. */
export function remoteAt(path: SettingPath): Remote | undefined {
  return markAt('x-remote', path);
}

/** The mark of a setting, or of the section around it. */
function markAt<Mark extends 'x-applies' | 'x-remote'>(
  mark: Mark,
  path: SettingPath,
  settings?: unknown,
): SchemaNode[Mark] | undefined {
  for (let length = path.length; length > 0; length--) {
    const said = nodesAt(path.slice(0, length), settings).find((node) => node[mark] !== undefined);
    if (said !== undefined) return said[mark];
  }
  return undefined;
}

export const isDuration = (node: SchemaNode): boolean => node.pattern === durationPattern.source;

function written(value: unknown, path: SettingPath, settings: unknown): unknown {
  if (typeof value === 'number' && nodesAt(path, settings).some(isDuration)) return formatDuration(value as Millis);
  if (typeof value === 'string') return redact(value);
  return Array.isArray(value) ? value.map((item) => (typeof item === 'string' ? redact(item) : item)) : value;
}

/** The settings as the tree that a file would contain. */
export function treeOf(settings: readonly Setting[]): object {
  const root: Record<string, unknown> = {};
  for (const { path, value } of settings) {
    let at = root;
    for (const key of path.slice(0, -1)) {
      at[key] ??= {};
      at = at[key] as Record<string, unknown>;
    }
    at[path.at(-1) as string] = value;
  }
  return root;
}
