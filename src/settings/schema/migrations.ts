import { type Document, isMap, parseDocument } from 'yaml';

/** One step from one format to the next; changes the document in place and keeps its comments. */
export interface Migration {
  /** Description for the technician. */
  readonly what: string;
  readonly apply: (document: Document) => void;
}

/** In order: the first converts format 1 to format 2. Never change a released one. */
export const migrations: readonly Migration[] = [
  {
    what: 'liveness.policy (required, unchecked) is now liveness.level (unchecked, standard, strict)',
    apply(document) {
      const policy = document.getIn(['liveness', 'policy']);
      if (policy === undefined) return;
      document.deleteIn(['liveness', 'policy']);
      // Another value stays wrong under the new name: validation reports it.
      document.setIn(['liveness', 'level'], policy === 'required' ? 'standard' : policy);
    },
  },
];

/** The current format. */
export const formatVersion = migrations.length + 1;

export interface Migrated {
  readonly text: string;
  /** Descriptions of the steps taken, in order; empty if the text was already current. */
  readonly done: readonly string[];
}

/**
 * Converts the text of a configuration to the current format. Returns text that is already current or invalid unchanged: validation reports
 * the errors.
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
