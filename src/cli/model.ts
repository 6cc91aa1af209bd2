import { Command } from 'commander';
import { readBundle } from '../vision/bundle.js';
import { checkBundle } from '../vision/check-bundle.js';
import { probeModel } from '../vision/tflite/probe-model.js';
import { configOption, readConfig } from './config-option.js';

export function modelCommand(): Command {
  const command = new Command('model').description('model bundles');
  command
    .command('verify')
    .description('check a bundle’s manifest and digest, run its model in a throw-away process, and compare the two')
    .argument('<folders...>', 'bundle folders')
    .addOption(configOption())
    .action(async (folders: string[], options: { config: string }) => {
      const { library, delegate, threads, edgeTpu } = readConfig(options.config).inference;
      for (const folder of folders) {
        const loaded = await readBundle(folder);
        const { bundle, bytes } = loaded;
        const { name, role, sha256, licence } = bundle;
        const facts = await probeModel(bytes, {
          name,
          sha256,
          threads,
          delegate,
          edgeTpu,
          ...(library === undefined ? {} : { library }),
        });
        checkBundle(loaded, library);
        process.stdout.write(
          `${name}: ok, ${role}, ${facts.invokeMs.toFixed(1)} ms on ${facts.delegate} (TFLite ${facts.runtime}), licence ${licence}, sha256 ${sha256.slice(0, 16)}\n`,
        );
      }
    });
  return command;
}
