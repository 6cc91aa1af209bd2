import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ModelBundle } from './domain/model-bundle.js';

/** The folders of the installed bundles, and of those in use that lie elsewhere. @param models where bundles are installed */
export function bundleFolders(models: string, used: Readonly<Record<ModelBundle['role'], string>>): readonly string[] {
  const installed = existsSync(models)
    ? readdirSync(models, { withFileTypes: true })
        .filter(
          (entry) =>
            entry.isDirectory() && !entry.name.startsWith('.') && existsSync(join(models, entry.name, 'bundle.json')),
        )
        .map((entry) => join(resolve(models), entry.name))
        .sort()
    : [];
  return [...new Set([...installed, used.detector, used.embedder, used.pad])];
}
