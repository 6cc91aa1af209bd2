import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { schemaText } from '../../../../src/settings/reference/export-schema.js';
import { type SchemaNode, schemaTree } from '../../../../src/settings/schema/schema-tree.js';
import { siteForm } from '../../../../src/settings/site-file/schema.js';

const config = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../../config/${name}`, import.meta.url)), 'utf8');

/** Every setting with its dotted path. */
function settings(node: SchemaNode, path = ''): [string, SchemaNode][] {
  const own = Object.entries(node.properties ?? {}).flatMap(([key, inner]): [string, SchemaNode][] => {
    const name = path === '' ? key : `${path}.${key}`;
    return [[name, inner], ...settings(inner, name)];
  });
  return [...own, ...[...(node.oneOf ?? []), ...(node.anyOf ?? [])].flatMap((inner) => settings(inner, path))];
}

it('is what config/terminal.schema.json holds (npm run build && node dist/settings/reference/write-reference.js)', () => {
  expect(config('terminal.schema.json')).toBe(schemaText());
});

it('is what config/site.schema.json holds', () => {
  expect(config('site.schema.json')).toBe(schemaText(siteForm.tree, 'Ostiary site'));
});

it.each([...settings(schemaTree), ...settings(siteForm.tree)])('explains %s', (_, node) => {
  expect(node.description).toMatch(/\S/);
});

const inExamples = ([file, tree]: readonly [string, SchemaNode]) =>
  settings(tree).map(([path]) => [path, file] as const);
const examples = [['terminal.yaml', schemaTree] as const, ['site.yaml', siteForm.tree] as const];
it.each(examples.flatMap(inExamples))('has %s in the example %s', (path, file) => {
  const key = path.split('.').at(-1);
  expect(config(file)).toMatch(new RegExp(`^[#\\s]*(?:.*Or: )?${key}:`, 'm'));
});
