import { readFileSync } from 'node:fs';

/** The trimmed text of a small kernel file; undefined if it does not exist or cannot be read. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
