import { presentName } from '../schema/former-names.js';
import type { SettingPath } from '../schema/place.js';
import { alternativesAt, keysAt, type SchemaNode, schemaTree } from '../schema/schema-tree.js';
import { shown } from '../schema/shown.js';
import { nearest } from './nearest.js';

/** The error message for an unknown key within the section at `path`. */
export function unknownKey(path: SettingPath, key: string, settings?: unknown, tree = schemaTree): string {
  const elsewhere = alternativesAt(path, undefined, tree).filter((node) => Object.hasOwn(node.properties ?? {}, key));
  if (elsewhere.length > 0) return `is only valid with ${elsewhere.flatMap(selectors).join(' or ')}`;
  const now = presentName([...path, key].join('.'));
  if (now !== undefined) return `is now called ${now}`;
  const kind = path.length === 0 ? 'section' : 'setting';
  const known = keysAt(path, settings, tree);
  const meant = nearest(key, known);
  if (meant !== undefined) return `is not a known ${kind}; did you mean ${meant}?`;
  const within = (name: string): readonly string[] => keysAt([name], undefined, tree);
  const section = path.length === 0 ? known.find((name) => within(name).includes(key)) : undefined;
  if (section !== undefined) return `is not a section; move it into ${section}`;
  return `is not a known ${kind}${known.length === 0 ? '' : `; known names: ${known.join(', ')}`}`;
}

/** `source: pipe` */
function selectors(node: SchemaNode): string[] {
  return Object.entries(node.properties ?? {})
    .filter(([, inner]) => inner.const !== undefined)
    .map(([key, inner]) => `${key}: ${shown(inner.const)}`);
}
