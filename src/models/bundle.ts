import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ModelError } from '../base/errors.js';
import { parseBundle } from './bundle-schema.js';
import type { ModelBundle } from './domain/model-bundle.js';

const sharedPrefix = '$OSTIARY_SHARED/';

/** A bundle whose model bytes have the digest that it declares. */
export interface LoadedBundle {
  readonly bundle: ModelBundle;
  readonly bytes: Buffer;
}

/**
 * Reads `<folder>/bundle.json` and the model that it names, and verifies the model's digest.
 * @param shared folder that `$OSTIARY_SHARED` stands for.
 * @throws ModelError `bundle.missing`, `bundle.invalid` (every fault with its path), `bundle.model-missing`,
 *   `model.digest-mismatch`.
 */
export async function readBundle(folder: string, shared: string = sharedFolder()): Promise<LoadedBundle> {
  const place = join(folder, 'bundle.json');
  const text = await readFile(place, 'utf8').catch((cause: unknown) => {
    throw new ModelError('bundle.missing', `${place} cannot be read`, {
      remedy: 'Check the model folder in the configuration; it must hold a bundle.json that the daemon may read.',
      context: { file: place },
      cause,
    });
  });
  const bundle = parseBundle(text, place);
  const file = modelPath(folder, bundle.file, shared);
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new ModelError('bundle.model-missing', `${file}, the model of ${bundle.name}, cannot be read`, {
      remedy: bundle.file.startsWith(sharedPrefix)
        ? 'This public model is not shipped with Ostiary: set OSTIARY_SHARED to the folder that holds it, or choose another bundle.'
        : 'Copy the whole bundle folder again, model file included.',
      context: { bundle: bundle.name, file },
      cause,
    });
  });
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (digest !== bundle.sha256) {
    throw new ModelError('model.digest-mismatch', `${file} is not the model that ${bundle.name} was made for`, {
      remedy: 'The file is damaged or was replaced: install the bundle again from its source.',
      context: { bundle: bundle.name, file, expected: bundle.sha256, found: digest },
    });
  }
  return { bundle, bytes };
}

function modelPath(folder: string, file: string, shared: string): string {
  return file.startsWith(sharedPrefix) ? join(shared, file.slice(sharedPrefix.length)) : join(folder, file);
}

/** `OSTIARY_SHARED` (against the working directory), else `shared` beside the project's own folder. */
export function sharedFolder(): string {
  const named = process.env.OSTIARY_SHARED;
  return named === undefined ? fileURLToPath(new URL('../../../shared', import.meta.url)) : resolve(named);
}
