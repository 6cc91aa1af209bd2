import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ModelError } from '../base/errors.js';
import { parseBundle } from './bundle-schema.js';
import type { ModelBundle } from './domain/model-bundle.js';

const sharedPrefix = '$OSTIARY_SHARED/';

/** A bundle whose model matches the declared digest. */
export interface LoadedBundle {
  readonly bundle: ModelBundle;
  readonly bytes: Buffer;
}

/**
 * Reads `<folder>/bundle.json` and the model that it names, and verifies the model's digest.
 * @param shared value of `$OSTIARY_SHARED`.
 * @throws ModelError `bundle.missing`, `bundle.invalid` (all errors with their paths), `bundle.model-missing`,
 *   `model.digest-mismatch`.
 */
export async function readBundle(folder: string, shared: string = sharedFolder()): Promise<LoadedBundle> {
  const place = join(folder, 'bundle.json');
  const text = await readFile(place, 'utf8').catch((cause: unknown) => {
    throw new ModelError('bundle.missing', `cannot read ${place}`, {
      remedy:
        'Check models.detector, models.embedder and models.pad: each must name a folder that contains a bundle.json readable by the daemon.',
      context: { file: place },
      cause,
    });
  });
  const bundle = parseBundle(text, place);
  const file = modelPath(folder, bundle.file, shared);
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new ModelError('bundle.model-missing', `cannot read ${file}, the model of ${bundle.name}`, {
      remedy: bundle.file.startsWith(sharedPrefix)
        ? 'Set OSTIARY_SHARED to the folder that contains this public model, which is not shipped with Ostiary, or choose another bundle.'
        : 'Copy the whole bundle folder again, model file included.',
      context: { bundle: bundle.name, file },
      cause,
    });
  });
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (digest !== bundle.sha256) {
    throw new ModelError('model.digest-mismatch', `${file} is not the model that ${bundle.name} was made for`, {
      remedy: 'Install the bundle again from its source: the file is damaged or was replaced.',
      context: { bundle: bundle.name, file, expected: bundle.sha256, found: digest },
    });
  }
  return { bundle, bytes };
}

function modelPath(folder: string, file: string, shared: string): string {
  return file.startsWith(sharedPrefix) ? join(shared, file.slice(sharedPrefix.length)) : join(folder, file);
}

/** `OSTIARY_SHARED` (relative to the working directory), or else `shared` beside the project folder. */
export function sharedFolder(): string {
  const named = process.env.OSTIARY_SHARED;
  return named === undefined ? fileURLToPath(new URL('../../../shared', import.meta.url)) : resolve(named);
}
