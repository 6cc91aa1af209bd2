import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The package's root folder, which holds `dist/` and `src/`. */
export const packageRoot = fileURLToPath(new URL('..', import.meta.url));

export const version: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
