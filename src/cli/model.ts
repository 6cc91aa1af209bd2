import { Command } from 'commander';
import { readBundle } from '../vision/bundle.js';
import { checkBundle } from '../vision/check-bundle.js';
import { probeModel } from '../vision/tflite/probe-model.js';
import { configOption, readConfigIfAny } from './config-option.js';
import { addCommand } from './model/add.js';
import { benchCommand } from './model/bench.js';
import { evaluateCommand } from './model/evaluate.js';
import { listCommand } from './model/list.js';

export function modelCommand(): Command {
  const command = new Command('model').description('model bundles');
  for (const sub of [addCommand(), listCommand(), benchCommand(), evaluateCommand()]) command.addCommand(sub);
  command
    .command('verify')
    .description('check a bundle’s manifest and digest, and run its model in a throw-away process')
    .argument('<folders...>', 'bundle folders')
    .addOption(configOption())
    .action(async (folders: string[], options: { config: string }) => {
      const { library, delegate, threads, edgeTpu } = readConfigIfAny(options.config).inference;
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
          `${name}: ok, ${role} on ${facts.delegate}, licence ${licence}, sha256 ${sha256.slice(0, 16)}\n`,
        );
      }
    });
  return command;
}
