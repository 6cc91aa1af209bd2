import { type Document, isMap, parseDocument } from 'yaml';

/** One step from the format before to the next; changes the document in place and keeps its comments. */
export interface Migration {
  /** What a technician is told. */
  readonly what: string;
  readonly apply: (document: Document) => void;
}

/** In order: the first leads from format 1 to format 2. Never change one that was released. */
export const migrations: readonly Migration[] = [];

/** The format that this release writes. */
export const formatVersion = migrations.length + 1;

export interface Migrated {
  readonly text: string;
  /** Of the steps that were needed, in order; empty where the text was of the newest format. */
  readonly done: readonly string[];
}

/**
 * Brings the text of a configuration up to the newest format. A text that needs no step, or is at fault, is given back as it is:
 * validation finds the words.
 */
export function migrate(text: string, steps: readonly Migration[] = migrations): Migrated {
  const newest = steps.length + 1;
  const document = parseDocument(text);
  const version = isMap(document.contents) ? (document.get('version') ?? 1) : newest;
  if (document.errors.length > 0 || typeof version !== 'number' || !(version >= 1 && version < newest)) {
    return { text, done: [] };
  }
  const needed = steps.slice(version - 1);
  for (const { apply } of needed) apply(document);
  document.set('version', newest);
  return { text: document.toString({ lineWidth: 0 }), done: needed.map(({ what }) => what) };
}
