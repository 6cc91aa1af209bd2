import { createHash } from 'node:crypto';
import { cp, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CommandRejected } from '../base/errors.js';
import { type LoadedBundle, readBundle } from './bundle.js';
import type { ModelBundle } from './domain/model-bundle.js';

export interface InstallOptions<Facts> {
  /** Folder of the installed bundles, one subfolder each. */
  readonly models: string;
  /** Manifest for a bare `.tflite`; without it the source is a bundle folder. */
  readonly manifest?: string;
  readonly replace: boolean;
  /** Runs the model in a throw-away process. @throws ModelError (rejects) when it must not be used */
  readonly prove: (bundle: LoadedBundle) => Promise<Facts>;
}

export interface InstalledBundle<Facts> {
  readonly folder: string;
  readonly bundle: ModelBundle;
  readonly facts: Facts;
}

/**
 * Installs a bundle. It is assembled in a temporary folder, verified as the terminal does, run in a separate process, and renamed last: a
 * rejected bundle or a power cut changes nothing.
 * @throws ModelError for manifest, digest or model; CommandRejected `bundle.installed`, `bundle.source`.
 */
export async function installBundle<Facts>(
  source: string,
  { models, manifest, replace, prove }: InstallOptions<Facts>,
): Promise<InstalledBundle<Facts>> {
  await mkdir(models, { recursive: true });
  const draft = join(resolve(models), `.adding-${process.pid}`);
  await rm(draft, { recursive: true, force: true });
  try {
    await assemble(source, manifest, draft);
    const loaded = await readBundle(draft);
    const { bundle } = loaded;
    if (bundle.file.startsWith('$')) {
      throw new CommandRejected(
        'bundle.source',
        `${bundle.name} does not contain its model; it refers to ${bundle.file}`,
        {
          remedy: 'Install only bundles that contain their .tflite. Use this one from its present folder.',
        },
      );
    }
    const facts = await prove(loaded);
    const folder = join(resolve(models), bundle.name);
    await settle(draft, bundle.file);
    await install(draft, folder, replace);
    return { folder, bundle, facts };
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Copies the bundle folder, or model and manifest, into the draft. */
async function assemble(source: string, manifest: string | undefined, draft: string): Promise<void> {
  const found = await stat(source).catch((cause: unknown) => {
    throw unusable(`cannot read ${source}`, cause);
  });
  if (manifest === undefined) {
    if (!found.isDirectory()) throw unusable(`${source} is a file, but --manifest is missing`);
    await cp(source, draft, { recursive: true, dereference: true });
    return;
  }
  if (!found.isFile()) throw unusable(`${source} is not a file; --manifest is only for a bare .tflite`);
  const bytes = await readFile(source);
  const text = await readFile(manifest, 'utf8').catch((cause: unknown) => {
    throw unusable(`cannot read ${manifest}`, cause);
  });
  const filled = fill(text, { file: basename(source), sha256: createHash('sha256').update(bytes).digest('hex') });
  await mkdir(draft);
  await writeFile(join(draft, 'bundle.json'), filled);
  await writeFile(join(draft, basename(source)), bytes);
  // A model card beside the manifest belongs to the bundle.
  await cp(join(dirname(manifest), 'CARD.md'), join(draft, 'CARD.md')).catch(() => undefined);
}

/** Fills in the manifest's missing file name and digest. A digest that is present must match. */
function fill(text: string, facts: { readonly file: string; readonly sha256: string }): string {
  try {
    const written: Record<string, unknown> = JSON.parse(text);
    return `${JSON.stringify({ ...facts, ...written, file: facts.file }, null, 2)}\n`;
  } catch {
    // The bundle parser reports this error better.
    return text;
  }
}

/** Flushes the files to disk before the rename. */
async function settle(draft: string, model: string): Promise<void> {
  for (const file of ['bundle.json', model]) {
    const handle = await open(join(draft, file), 'r');
    await handle.sync();
    await handle.close();
  }
}

async function install(draft: string, folder: string, replace: boolean): Promise<void> {
  const before = `${draft}-before`;
  const there = await stat(folder).then(
    () => true,
    () => false,
  );
  if (there && !replace) {
    throw new CommandRejected('bundle.installed', `${folder} exists already`, {
      remedy: 'Add --replace, or change the name in the bundle’s manifest.',
    });
  }
  if (there) await rename(folder, before);
  await rename(draft, folder).catch(async (error: unknown) => {
    if (there) await rename(before, folder);
    throw error;
  });
  await rm(before, { recursive: true, force: true });
}

function unusable(what: string, cause?: unknown): CommandRejected {
  return new CommandRejected('bundle.source', what, {
    remedy: 'Give a bundle folder, or a .tflite file together with --manifest bundle.json.',
    ...(cause === undefined ? {} : { cause }),
  });
}
