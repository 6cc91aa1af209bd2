import { readFileSync } from 'node:fs';

/** The text of a small file of the kernel, trimmed; undefined where there is none or it may not be read. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
