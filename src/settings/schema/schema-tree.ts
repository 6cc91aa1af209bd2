import { z } from 'zod';
import type { Applies, Remote } from './fields.js';
import type { SettingPath } from './place.js';
import { terminalSchema } from './schema.js';

/** The part of JSON Schema that zod writes for our settings and that the reports use. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly 'x-applies'?: Applies;
  readonly 'x-remote'?: Remote;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly oneOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
}

/** The schema of the settings as people write them (JSON Schema draft 7, which editors support best). */
export const schemaTreeOf = (schema: z.ZodType): SchemaNode =>
  z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }) as SchemaNode;

/** The schema tree of a terminal's configuration. */
export const schemaTree = schemaTreeOf(terminalSchema);

const alternatives = (node: SchemaNode): readonly SchemaNode[] =>
  (node.oneOf ?? node.anyOf)?.flatMap(alternatives) ?? [node];

const property = (node: SchemaNode, key: string): SchemaNode | undefined =>
  node.properties !== undefined && Object.hasOwn(node.properties, key) ? node.properties[key] : undefined;

/** Whether the settings in `value` select this alternative of a section, as `source: pipe` does. */
function selects(value: unknown, node: SchemaNode): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(node.properties ?? {}).every(([key, { const: wanted }]) => {
    if (wanted === undefined) return true;
    const given: unknown = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
    return given === undefined ? !node.required?.includes(key) : given === wanted;
  });
}

/** The alternatives that the settings in `value` select, or all if they select none. */
function choose(nodes: readonly SchemaNode[], value: unknown): readonly SchemaNode[] {
  const all = nodes.flatMap(alternatives);
  const selected = all.filter((node) => selects(value, node));
  return selected.length > 0 ? selected : all;
}

const within = (value: unknown, step: string | number): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined;

/**
 * The schema nodes of a setting, one per alternative, limited to the alternatives that `settings` selects if given. Empty for an unknown
 * setting.
 */
export function nodesAt(path: SettingPath, settings?: unknown, tree = schemaTree): readonly SchemaNode[] {
  let nodes: readonly SchemaNode[] = [tree];
  let value = settings;
  for (const step of path) {
    nodes = choose(nodes, value).flatMap(
      (node) => (typeof step === 'number' ? node.items : property(node, step)) ?? [],
    );
    value = within(value, step);
  }
  return nodes;
}

/** The alternatives of a section. */
export function alternativesAt(path: SettingPath, settings?: unknown, tree = schemaTree): readonly SchemaNode[] {
  return choose(nodesAt(path, settings, tree), path.reduce(within, settings));
}

/** Keys known within a section. */
export function keysAt(path: SettingPath, settings?: unknown, tree = schemaTree): readonly string[] {
  return [...new Set(alternativesAt(path, settings, tree).flatMap((node) => Object.keys(node.properties ?? {})))];
}

/** The default of a setting, if it has a plain one. */
export function defaultAt(
  path: SettingPath,
  settings: unknown,
  tree = schemaTree,
): string | number | boolean | undefined {
  const found = nodesAt(path, settings, tree).map((node) => node.default);
  return found.find((value) => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean');
}
