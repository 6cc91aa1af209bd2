import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './places.js';

/** Installed, built or made by a run: no page of the project. */
const foreign = [
  'node_modules',
  'dist',
  'build',
  'packages',
  'coverage',
  'shared',
  'models/train/runs',
  'models/train/cache',
];

export interface Page {
  /** From the root of the project. */
  readonly path: string;
  readonly text: string;
}

/** Every Markdown page of the project. */
export const pages: readonly Page[] = pagesIn(root).map((file) => ({
  path: relative(root, file),
  text: readFileSync(file, 'utf8'),
}));

export function page(path: string): Page {
  const found = pages.find((p) => p.path === path);
  if (found === undefined) throw new Error(`there is no page ${path}`);
  return found;
}

function pagesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isFile()) return entry.name.endsWith('.md') ? [path] : [];
    const skipped = entry.name.startsWith('.') || foreign.includes(relative(root, path));
    return entry.isDirectory() && !skipped ? pagesIn(path) : [];
  });
}

/** A page without its blocks of code. */
export const prose = (text: string): string => text.replace(/^```.*?^```$/gms, '');

/** What stands between single backticks. */
export function quoted(text: string): readonly string[] {
  return [...prose(text).matchAll(/`([^`\n]+)`/g)].map(([, words]) => words ?? '');
}

/** The lines of every `sh` block, without their comments. */
export function shellLines(text: string): readonly string[] {
  return [...text.matchAll(/^```sh\n(.*?)^```/gms)]
    .flatMap(([, block]) => (block ?? '').split('\n'))
    .map((line) => line.replace(/(^|\s+)#.*$/, '').trim())
    .filter((line) => line !== '');
}
