import { type SchemaNode, schemaTree } from '../schema/schema-tree.js';
import { appliesAt, isDuration, remoteAt } from '../schema/settings.js';

/** The configuration reference (`docs/configuration.md`), generated as Markdown from the schema. */
export function referenceText(): string {
  const sections = Object.entries(schemaTree.properties ?? {});
  const single = sections.filter(([, node]) =>
    alternativesOf(node).every(({ properties }) => properties === undefined),
  );
  const grouped = sections.filter((entry) => !single.includes(entry));
  return `${[introduction, table(single.flatMap(([name, node]) => rows(name, node))), ...grouped.flatMap(section)].join('\n\n')}\n`;
}

const introduction = `# Configuration reference

Generated from the schema by \`node dist/settings/reference/write-reference.js\`; do not edit. Every setting is optional unless marked *required*.
[config/terminal.yaml](../config/terminal.yaml) is a complete, commented example.

**Takes effect:** *at once*: the running daemon applies the changed file; *vision*: at once, by restarting the vision process (the door
keeps working, recognition pauses for a second or two); *restart*: after a restart of the daemon. \`ostiary status\` names what
waits for it. **Set by site:** the command with which a site may override the setting
([PROTOCOL.md](../docs/protocol/PROTOCOL.md#settings)); all other settings can only be changed at the terminal. Environment variables
override every setting, including those of a site: \`OSTIARY_DOOR__RELEASE=3s\` sets \`door.release\`.`;

const alternativesOf = (node: SchemaNode): readonly SchemaNode[] => node.oneOf ?? node.anyOf ?? [node];

/** A section; if it has alternatives, a table of the rows that all of them share, then a table of each one's own. */
function section([name, node]: [string, SchemaNode]): readonly string[] {
  const heading = `## ${name}\n\n${node.description ?? ''}.`;
  const kinds = alternativesOf(node).map((kind) => ({ kind, all: rows(name, kind) }));
  const common = kinds[0]?.all.filter((row) => kinds.every(({ all }) => all.some((other) => same(row, other)))) ?? [];
  if (kinds.length === 1) return [heading, table(common)];
  const variants = kinds.flatMap(({ kind, all }) => {
    const own = all.filter((row) => !common.some((shared) => same(row, shared)));
    return [variantHeading(name, kind), ...(own.length === 0 ? [] : [table(own)])];
  });
  return [heading, ...(common.length === 0 ? [] : [table(common)]), ...variants];
}

/** `### camera.source: pipe`, and what that is. */
function variantHeading(name: string, kind: SchemaNode): string {
  const [key, chosen] = Object.entries(kind.properties ?? {}).find(([, { const: value }]) => value !== undefined) ?? [];
  return key === undefined ? `### ${name}` : `### ${name}.${key}: ${String(chosen?.const)}\n\n${chosen?.description}.`;
}

const same = (one: Row, other: Row): boolean => one.every((cell, i) => cell === other[i]);

type Row = readonly [name: string, value: string, fallback: string, effect: string, remote: string, help: string];

/** A setting, or those within it, with their dotted names. */
function rows(name: string, node: SchemaNode, required = false): readonly Row[] {
  if (node.properties === undefined) return [row(name, node, required)];
  return Object.entries(node.properties)
    .filter(([, { const: chosen }]) => chosen === undefined)
    .flatMap(([key, inner]) => rows(`${name}.${key}`, inner, node.required?.includes(key)));
}

const effects = { live: 'at once', vision: 'vision', restart: 'restart' } as const;

function row(name: string, node: SchemaNode, required: boolean): Row {
  const fallback =
    node.default === undefined
      ? required
        ? '*required*'
        : '–'
      : `\`${JSON.stringify(node.default).replace(/^"(.*)"$/, '$1')}\``;
  const path = name.split('.');
  const remote = remoteAt(path);
  return [
    `\`${name}\``,
    kindOf(node),
    fallback,
    effects[appliesAt(path)],
    remote === undefined ? '' : `\`${remote}\``,
    node.description ?? '',
  ];
}

function kindOf(node: SchemaNode): string {
  if (isDuration(node)) return 'duration';
  if (node.enum !== undefined) return node.enum.map((value) => `\`${String(value)}\``).join(', ');
  const kinds = alternativesOf(node);
  if (kinds.length > 1) return [...new Set(kinds.map(kindOf))].join(' or ');
  if (node.type === 'array') return `list of ${node.items === undefined ? 'values' : kindOf(node.items)}`;
  const [low, high] = [node.minimum, node.maximum];
  const range = low === undefined || high === undefined ? '' : ` ${low}..${high}`;
  return `${{ string: 'text', integer: 'whole number', number: 'number', boolean: '`true`, `false`' }[node.type ?? ''] ?? 'map'}${range}`;
}

function table(all: readonly Row[]): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [
    line(['setting', 'value', 'default', 'takes effect', 'set by site', 'meaning']),
    '|---|---|---|---|---|---|',
    ...all.map(line),
  ].join('\n');
}
