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
    .description('verify and install a bundle; a failed installation changes nothing')
    .argument('<source>', 'bundle folder, or a .tflite file with --manifest')
    .option(
      '--manifest <bundle.json>',
      'manifest for a bare .tflite file; missing file and sha256 entries are filled in',
    )
    .option('--replace', 'replace an installed bundle of the same name')
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
          `To use it, set models.${bundle.role}: ${folder}${bundle.role === 'embedder' ? ', then enrol everyone again' : ''}\n`,
      );
    });
}
