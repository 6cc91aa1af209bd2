import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { type Fault, Places, type SettingPath } from '../schema/place.js';
import { tooDeepAt } from './yaml-depth.js';

/** The settings as written, before validation: plain values, each with its place. */
export interface Written {
  /** Undefined if the text is not valid YAML. */
  readonly value: unknown;
  readonly places: Places;
  readonly faults: readonly Fault[];
}

/** Maximum levels of nesting. */
const maxDepth = 16;

/**
 * Reads one YAML 1.2 document. Duplicate keys, anchors and unknown tags are errors. A document without content is an empty map, and so is a
 * section whose settings are all commented out.
 * @param prepare changes the document before it is read
 */
export function readYaml(text: string, prepare: (document: Document<Node>) => unknown = () => undefined): Written {
  const lines = new LineCounter();
  const faults: Fault[] = [];
  const places = new Places();
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const fault = (line: number, path: SettingPath, message: string): undefined => {
    faults.push({ place: { line }, path, message });
  };
  const startOf = (node: Node): number => lineAt(node.range?.[0] ?? 0);

  const walk = (node: Node | null, path: SettingPath): unknown => {
    if (node === null) return null;
    if (isScalar(node)) return isPlain(node.value) ? node.value : fault(startOf(node), path, 'is not a plain value');
    if (isSeq<Node>(node)) {
      return node.items.map((item, index) => {
        const place = [...path, index];
        places.set(place, { line: startOf(item) });
        return walk(item, place);
      });
    }
    if (!isMap<Node, Node | null>(node)) {
      return fault(startOf(node), path, 'uses a YAML anchor; write the value out');
    }
    const entries = new Map<string, unknown>();
    const firstLines = new Map<string, number>();
    for (const { key, value } of node.items) {
      const line = startOf(key);
      if (!isScalar(key) || key.value === null || !isPlain(key.value)) {
        fault(line, path, 'has a key that is not plain text');
        continue;
      }
      const name = String(key.value);
      const inner = [...path, name];
      const first = firstLines.get(name);
      if (first !== undefined) {
        fault(line, inner, `is given twice, first on line ${first}`);
        continue;
      }
      firstLines.set(name, line);
      places.set(inner, { line });
      entries.set(name, walk(value, inner));
    }
    return Object.fromEntries(entries);
  };

  const deep = tooDeepAt(text, maxDepth);
  if (deep !== undefined) {
    const line = text.slice(0, deep).split('\n').length;
    return { value: undefined, places, faults: [{ place: { line }, path: [], message: 'is nested too deeply' }] };
  }
  const document = parseDocument<Node>(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  for (const { pos, message } of [...document.errors, ...document.warnings]) fault(lineAt(pos[0]), [], message);
  if (faults.length > 0) return { value: undefined, places, faults };
  prepare(document);
  const value = walk(document.contents, []) ?? {};
  return { value: isPlainMap(value) ? withoutEmpty(value) : value, places, faults };
}

const isPlain = (value: unknown): boolean => value === null || ['string', 'number', 'boolean'].includes(typeof value);

export function isPlainMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withoutEmpty(sections: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(sections).filter(([, value]) => value !== null));
}

/** Sets one setting. A value that stands where a section is needed is left for validation to report. */
export function assigned(settings: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (settings === undefined || settings === null) return { [key]: assigned(undefined, rest, value) };
  return isPlainMap(settings) ? { ...settings, [key]: assigned(settings[key], rest, value) } : settings;
}
