import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ModelError } from '../base/errors.js';
import { readBundle } from '../models/bundle.js';
import type { TerminalConfig } from '../settings/schema/schema.js';

type Models = TerminalConfig['models'];
type Role = keyof Models;

/**
 * The bundles for a demo: the configured ones. If the files of one are missing, such as a public model in `OSTIARY_SHARED`, the first
 * bundle of its role that ships with Ostiary (`detector-*`, `embedder-*`, `pad-*`).
 * @param folder of the installed bundles.
 * @throws ModelError `demo.no-models` if there is neither; as `readBundle` for a damaged bundle.
 */
export async function demoModels<R extends Role>(
  folder: string,
  configured: Pick<Models, R>,
): Promise<Pick<Models, R>> {
  const found = { ...configured };
  for (const role of Object.keys(configured) as R[]) found[role] = await usable(role, folder, configured[role]);
  return found;
}

async function usable(role: Role, folder: string, configured: string): Promise<string> {
  const absent = await absence(configured);
  if (absent === undefined) return configured;
  const [ours] = readdirSync(folder)
    .filter((name) => name.startsWith(`${role}-`))
    .sort();
  if (ours === undefined) throw noModels(role, folder, absent);
  await readBundle(join(folder, ours));
  return join(folder, ours);
}

/** Why the bundle's files are missing; undefined if they exist. @throws ModelError if the bundle is damaged. */
async function absence(bundle: string): Promise<ModelError | undefined> {
  try {
    await readBundle(bundle);
    return undefined;
  } catch (error) {
    if (error instanceof ModelError && ['bundle.missing', 'bundle.model-missing'].includes(error.code)) return error;
    throw error;
  }
}

function noModels(role: Role, folder: string, cause: ModelError): ModelError {
  return new ModelError('demo.no-models', `this version ships no ${role}, and ${cause.message}`, {
    remedy: `Set OSTIARY_SHARED to the folder of public models (models/…), or copy a bundle to ${join(folder, `${role}-NAME`)}.`,
    context: { role, folder },
    cause,
  });
}
