import { Command } from 'commander';
import { readBundle } from '../models/bundle.js';
import { proveBundle } from '../vision/prove-bundle.js';
import { configOption, readConfigIfAny } from './config-option.js';
import { addCommand } from './model/add.js';
import { benchCommand } from './model/bench.js';
import { evaluateCommand } from './model/evaluate.js';
import { listCommand } from './model/list.js';

export function modelCommand(): Command {
  const command = new Command('model').description('manage model bundles');
  for (const sub of [addCommand(), listCommand(), benchCommand(), evaluateCommand()]) command.addCommand(sub);
  command
    .command('verify')
    .description(
      'verify a bundle: check manifest and digest, run the model in a separate process and compare the results',
    )
    .argument('<folders...>', 'bundle folders')
    .addOption(configOption())
    .action(async (folders: string[], options: { config: string }) => {
      const { inference } = readConfigIfAny(options.config);
      for (const folder of folders) {
        const loaded = await readBundle(folder);
        const { name, role, sha256, licence } = loaded.bundle;
        const facts = await proveBundle(loaded, inference);
        process.stdout.write(
          `${name}: ok, ${role}, ${facts.invokeMs.toFixed(1)} ms on ${facts.delegate} (TFLite ${facts.runtime}), licence ${licence}, sha256 ${sha256.slice(0, 16)}\n`,
        );
      }
    });
  return command;
}
