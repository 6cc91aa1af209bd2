// A stamp beside a product says what it was built from, so that a step of the set-up is skipped while that has not changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Not of where files lie: an installation is another place. @param inputs texts, or {file} for what is in a file, if it is there */
export function digest(inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) {
    const bytes = typeof input === 'string' ? Buffer.from(input) : contentOf(input.file);
    hash.update(`${bytes.length} `).update(bytes);
  }
  return hash.digest('hex');
}

const contentOf = (file) => (existsSync(file) ? readFileSync(file) : Buffer.alloc(0));

/** @returns the key that was written last, if any */
export function readStamp(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

export function writeStamp(file, key) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, key);
}
