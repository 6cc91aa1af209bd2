import { type SchemaNode, schemaTree } from '../schema/schema-tree.js';
import { appliesAt, isDuration, remoteAt } from '../schema/settings.js';

/** The configuration reference, as `docs/configuration.md` holds it: Markdown, from the schema alone. */
export function referenceText(): string {
  const sections = Object.entries(schemaTree.properties ?? {});
  const single = sections.filter(([, node]) =>
    alternativesOf(node).every(({ properties }) => properties === undefined),
  );
  const grouped = sections.filter((entry) => !single.includes(entry));
  return `${[introduction, table(single.flatMap(([name, node]) => rows(name, node))), ...grouped.flatMap(section)].join('\n\n')}\n`;
}

const introduction = `# Configuration reference

Written from the schema by \`node dist/settings/reference/write-reference.js\`; do not edit. Every setting is optional unless it is *required*.
[config/terminal.yaml](../config/terminal.yaml) is a complete example with comments.

**Takes effect:** *at once*: in the running daemon, when the file has changed; *vision*: at once, by a restart of the vision process
(the door is served, nobody is recognised for a second or two); *restart*: when the daemon is started again. \`ostiary config diff\`
says it for the settings that you have changed. **From afar:** the command by which a site may set it over the file
([PROTOCOL.md](../docs/protocol/PROTOCOL.md#settings)); the rest is set at the terminal alone. Any setting can be overridden by the
environment, also what a site has set: \`door.release\` by \`OSTIARY_DOOR__RELEASE=3s\`.`;

const alternativesOf = (node: SchemaNode): readonly SchemaNode[] => node.oneOf ?? node.anyOf ?? [node];

/** A section; where it has alternatives, a table for each. */
function section([name, node]: [string, SchemaNode]): readonly string[] {
  const heading = `## ${name}\n\n${node.description ?? ''}.`;
  const kinds = alternativesOf(node);
  if (kinds.length === 1) return [heading, table(rows(name, node))];
  return [heading, ...kinds.flatMap((kind) => [`### ${selector(name, kind)}`, table(rows(name, kind))])];
}

/** `camera.source: pipe` */
function selector(name: string, kind: SchemaNode): string {
  const [key, chosen] = Object.entries(kind.properties ?? {}).find(([, { const: value }]) => value !== undefined) ?? [];
  return key === undefined ? name : `${name}.${key}: ${String(chosen?.const)}`;
}

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
    line(['setting', 'value', 'default', 'takes effect', 'from afar', 'meaning']),
    '|---|---|---|---|---|---|',
    ...all.map(line),
  ].join('\n');
}
