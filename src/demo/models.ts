import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ModelError } from '../base/errors.js';
import { readBundle } from '../models/bundle.js';
import type { TerminalConfig } from '../settings/schema/schema.js';

type Models = TerminalConfig['models'];

/**
 * The bundles that a demo can run on: the configured ones, and in the place of one whose files are not here, such as a public
 * model in `OSTIARY_SHARED`, the first of its role that ships with Ostiary (`detector-*`, `embedder-*`).
 * @param folder of the installed bundles.
 * @throws ModelError `demo.no-models` when there is neither; what `readBundle` throws for a damaged bundle.
 */
export async function demoModels(folder: string, configured: Models): Promise<Models> {
  const usable = async (role: keyof Models): Promise<string> => {
    const absent = await absence(configured[role]);
    if (absent === undefined) return configured[role];
    const [ours] = readdirSync(folder)
      .filter((name) => name.startsWith(`${role}-`))
      .sort();
    if (ours === undefined) throw noModels(role, folder, absent);
    await readBundle(join(folder, ours));
    return join(folder, ours);
  };
  return { detector: await usable('detector'), embedder: await usable('embedder') };
}

/** Why the bundle's files are not here; undefined when they are. @throws ModelError when it is here and damaged. */
async function absence(bundle: string): Promise<ModelError | undefined> {
  try {
    await readBundle(bundle);
    return undefined;
  } catch (error) {
    if (error instanceof ModelError && ['bundle.missing', 'bundle.model-missing'].includes(error.code)) return error;
    throw error;
  }
}

function noModels(role: keyof Models, folder: string, cause: ModelError): ModelError {
  return new ModelError('demo.no-models', `this version ships no ${role} of its own, and ${cause.message}`, {
    remedy: `Set OSTIARY_SHARED to the folder of public models (models/…), or put a bundle into ${join(folder, `${role}-NAME`)}.`,
    context: { role, folder },
    cause,
  });
}
