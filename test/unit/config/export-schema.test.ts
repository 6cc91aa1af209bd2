import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { schemaText } from '../../../src/config/export-schema.js';
import { type SchemaNode, schemaTree } from '../../../src/config/schema-tree.js';

const config = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../config/${name}`, import.meta.url)), 'utf8');

/** Every setting with its dotted path. */
function settings(node: SchemaNode, path = ''): [string, SchemaNode][] {
  const own = Object.entries(node.properties ?? {}).flatMap(([key, inner]): [string, SchemaNode][] => {
    const name = path === '' ? key : `${path}.${key}`;
    return [[name, inner], ...settings(inner, name)];
  });
  return [...own, ...[...(node.oneOf ?? []), ...(node.anyOf ?? [])].flatMap((inner) => settings(inner, path))];
}

it('is what config/terminal.schema.json holds (npm run build && node dist/config/write-schema.js)', () => {
  expect(config('terminal.schema.json')).toBe(schemaText());
});

it.each(settings(schemaTree))('explains %s', (_, node) => {
  expect(node.description).toMatch(/\S/);
});

it.each(settings(schemaTree))('has %s in the example', (path) => {
  const key = path.split('.').at(-1);
  expect(config('terminal.yaml')).toMatch(new RegExp(`^[#\\s]*(?:.*Or: )?${key}:`, 'm'));
});
