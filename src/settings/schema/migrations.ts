import { type Document, isMap, isScalar, parseDocument } from 'yaml';
import { livenessLevels } from '../../access/domain/liveness-level.js';
import { presentSetting } from './former-names.js';

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
    apply: policyToLevel,
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
  const document = parseDocument(text);
  const done = document.errors.length > 0 ? [] : migrateDocument(document, steps);
  return { text: done.length > 0 ? document.toString({ lineWidth: 0 }) : text, done };
}

/** Converts a parsed configuration in place, so that what was written keeps its lines. @returns the descriptions of the steps taken */
export function migrateDocument(document: Document, steps: readonly Migration[] = migrations): readonly string[] {
  const newest = steps.length + 1;
  if (!isMap(document.contents)) return [];
  const version = document.get('version') ?? 1;
  if (!Number.isInteger(version) || Number(version) < 1 || Number(version) >= newest) return [];
  const needed = steps.slice(Number(version) - 1);
  for (const { apply } of needed) apply(document);
  if (document.has('version')) document.set('version', newest);
  else document.contents.items.push(document.createPair('version', newest));
  return needed.map(({ what }) => what);
}

function policyToLevel(document: Document): void {
  const section = document.get('liveness');
  if (!isMap(section)) return;
  const named = (name: string) => section.items.find(({ key }) => isScalar(key) && key.value === name);
  const [policy, level] = [named('policy'), named('level')];
  if (policy === undefined || !isScalar(policy.key)) return;
  policy.key.value = 'level';
  if (isScalar(policy.value)) [, policy.value.value] = presentSetting('liveness.policy', policy.value.value);
  const strictness = (pair: typeof policy): number =>
    livenessLevels.findIndex((name) => isScalar(pair.value) && pair.value.value === name);
  // Of both names the stricter value holds. Validation reports a setting given twice where one is not a level.
  if (level === undefined || strictness(policy) < 0 || strictness(level) < 0) return;
  const laxer = strictness(policy) < strictness(level) ? policy : level;
  section.items.splice(section.items.indexOf(laxer), 1);
}
