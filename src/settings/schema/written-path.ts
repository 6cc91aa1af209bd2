import { resolve } from 'node:path';

/** A file path as written; becomes an absolute string once its base folder is known. */
export class WrittenPath {
  readonly text: string;
  /** Base of a relative path: the configuration file's folder, or the installed package. */
  readonly base: 'config' | 'package';

  constructor(text: string, base: 'config' | 'package' = 'config') {
    this.text = text;
    this.base = base;
  }

  /** The form in which a default appears in the JSON Schema. */
  toJSON(): string {
    return this.text;
  }
}

/** `T`, deeply read-only, with every written path resolved. */
export type Resolved<T> = T extends WrittenPath
  ? string
  : T extends string | number | boolean | undefined
    ? T
    : T extends readonly (infer Element)[]
      ? readonly Resolved<Element>[]
      : { readonly [Key in keyof T]: Resolved<T[Key]> };

/** Resolves every written path within a value against the two folders (absolute). */
export function resolvePaths<T>(value: T, folders: Readonly<Record<WrittenPath['base'], string>>): Resolved<T> {
  const walk = (part: unknown): unknown => {
    if (part instanceof WrittenPath) return resolve(folders[part.base], part.text);
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, walk(inner)]));
  };
  return walk(value) as Resolved<T>;
}
