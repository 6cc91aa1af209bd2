import type { Remote } from './fields.js';
import { type SchemaNode, schemaTree } from './schema-tree.js';
import { remoteAt } from './settings.js';

/** Every setting that the site may set, with its command, in schema order. */
export const remoteSettings: ReadonlyMap<string, Remote> = new Map(
  leaves(schemaTree, []).flatMap((path): [string, Remote][] => {
    const by = remoteAt(path);
    return by === undefined ? [] : [[path.join('.'), by]];
  }),
);

export const isRemote = (name: string, by: Remote): boolean => remoteSettings.get(name) === by;

function leaves(node: SchemaNode, path: readonly string[]): readonly (readonly string[])[] {
  const alternatives = node.oneOf ?? [node];
  if (alternatives.every(({ properties }) => properties === undefined)) return [path];
  return alternatives.flatMap(({ properties }) =>
    Object.entries(properties ?? {}).flatMap(([key, inner]) => leaves(inner, [...path, key])),
  );
}
