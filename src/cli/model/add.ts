import { Command } from 'commander';
import { installBundle } from '../../models/install-bundle.js';
import { proveBundle } from '../../vision/prove-bundle.js';
import { configOption, readConfigIfAny } from '../config-option.js';
import { modelsOption } from './models-folder.js';

interface Options {
  readonly config: string;
  readonly models: string;
  readonly manifest?: string;
  readonly replace?: boolean;
}

export function addCommand(): Command {
  return new Command('add')
    .description(
      'install a bundle: check its manifest, run its model in a throw-away process, and copy it whole or not at all',
    )
    .argument('<source>', 'a bundle’s folder, or a .tflite with --manifest')
    .option(
      '--manifest <bundle.json>',
      'manifest of a bare .tflite; its file and sha256 are filled in where they are missing',
    )
    .option('--replace', 'replace a bundle of the same name')
    .addOption(modelsOption())
    .addOption(configOption())
    .action(async (source: string, { config, models, manifest, replace = false }: Options) => {
      const { inference } = readConfigIfAny(config);
      const { folder, bundle, facts } = await installBundle(source, {
        models,
        replace,
        prove: (bundle) => proveBundle(bundle, inference),
        ...(manifest ? { manifest } : {}),
      });
      process.stdout.write(
        `${bundle.name}: ${bundle.role} on ${facts.delegate}, sha256 ${bundle.sha256.slice(0, 16)}, installed in ${folder}\n` +
          `Use it with models.${bundle.role}: ${folder}${bundle.role === 'embedder' ? '; people must then be enrolled again' : ''}\n`,
      );
    });
}
