import { z } from 'zod';
import { wrong } from './fields.js';
import { WrittenPath } from './written-path.js';

const isPath = wrong('is not a path');
const unexpanded = wrong('begins with ~ or $, which is not expanded; write the full path');
// 64 hex digits or 32 bytes of base64: the key itself was pasted in place of a path.
const keyMaterial = /^(?:[0-9a-f]{64}|[A-Za-z0-9+/_-]{43}=?)$/i;

function pathText() {
  return z
    .string(isPath)
    .min(1, isPath)
    .refine((text) => !/\p{Cc}/u.test(text), isPath)
    .refine((text) => !/^[~$]/.test(text), unexpanded);
}

/** Path of a file or folder, relative to the configuration file. */
export function filePath(help: string) {
  return pathText()
    .transform((text) => new WrittenPath(text))
    .describe(help);
}

/** Path of a file with a secret. The secret itself is refused and never repeated in the error. */
export function secretFile(help: string) {
  return pathText()
    .refine((text) => !keyMaterial.test(text), 'is a key, not a path; put the key into a file and name that file here')
    .transform((text) => new WrittenPath(text))
    .describe(help);
}

/** A shared library: a path if it contains `/`, otherwise a name for the dynamic loader. */
export function library(help: string) {
  return pathText()
    .transform((text) => (text.includes('/') ? new WrittenPath(text) : text))
    .describe(`${help}: a path, or a name without / that the dynamic loader finds`);
}
