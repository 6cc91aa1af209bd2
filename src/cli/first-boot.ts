import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { takeOver } from '../settings/edit/take-over.js';
import { packageRoot } from '../version.js';
import { configOption } from './config-option.js';

export function firstBootCommand(): Command {
  return new Command('first-boot')
    .description('take over settings and secrets from a file on the boot partition, then wipe it')
    .argument('<file...>', 'the first of these that exists is read')
    .addOption(configOption())
    .action(async (files: readonly string[], options: { config: string }) => {
      const file = files.find((candidate) => existsSync(candidate));
      if (file === undefined) {
        process.stdout.write('no first-boot file: nothing to do\n');
        return;
      }
      const names = await takeOver(file, options.config, packageRoot);
      process.stdout.write(`${file}: taken over and wiped${names.map((name) => `; ${name} written`).join('')}\n`);
    });
}
