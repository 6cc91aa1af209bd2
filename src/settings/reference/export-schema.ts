import { type SchemaNode, schemaTree } from '../schema/schema-tree.js';

/** The JSON Schema for editors (`config/terminal.schema.json`, `config/site.schema.json`). */
export function schemaText(tree = schemaTree, title = 'Ostiary terminal'): string {
  const properties = Object.entries(tree.properties ?? {}).map(([name, section]) => [name, orNothing(section)]);
  const schema = {
    ...tree,
    title,
    properties: Object.fromEntries(properties),
  };
  const text = JSON.stringify(schema, null, 2);
  // The formatter wants lists of plain values on one line.
  return `${text.replace(/\[\n[^[\]{}]*?\n\s*\]/g, (list) => JSON.stringify(JSON.parse(list)).replaceAll('","', '", "'))}\n`;
}

/** A section whose settings are all commented out is empty, which is valid. */
function orNothing(section: SchemaNode): object {
  if (section.oneOf !== undefined) return { ...section, oneOf: [...section.oneOf, { type: 'null' }] };
  return { ...section, type: [section.type, 'null'] };
}
