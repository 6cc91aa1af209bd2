import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TerminalConfig } from '../../config/schema.js';
import { ModelError } from '../../domain/errors.js';
import { readBundle } from '../../vision/bundle.js';

type Models = TerminalConfig['models'];

/**
 * The bundles that a demo can run on: those that ship with Ostiary (`detector-*`, `embedder-*`), else the configured ones, whose
 * public models lie in `OSTIARY_SHARED`.
 * @param folder of the installed bundles.
 * @throws ModelError `demo.no-models` when there is neither; what `readBundle` throws for a damaged bundle of ours.
 */
export async function demoModels(folder: string, configured: Models): Promise<Models> {
  const installed = readdirSync(folder).sort();
  const best = async (role: keyof Models): Promise<string> => {
    const ours = installed.filter((name) => name.startsWith(`${role}-`));
    const chosen = ours.includes(basename(configured[role])) ? basename(configured[role]) : ours[0];
    if (chosen !== undefined) {
      await readBundle(join(folder, chosen));
      return join(folder, chosen);
    }
    await readBundle(configured[role]).catch((cause: Error) => {
      throw new ModelError('demo.no-models', `this version ships no ${role} of its own, and ${cause.message}`, {
        remedy: `Set OSTIARY_SHARED to the folder of public models (models/…), or put a bundle into ${join(folder, `${role}-NAME`)}.`,
        context: { role, folder },
        cause,
      });
    });
    return configured[role];
  };
  return { detector: await best('detector'), embedder: await best('embedder') };
}
