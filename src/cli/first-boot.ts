import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { takeOver } from '../settings/edit/take-over.js';
import { packageRoot } from '../version.js';
import { configOption } from './config-option.js';

export function firstBootCommand(): Command {
  return new Command('first-boot')
    .description('apply settings and secrets from a file on the boot partition, then wipe the file')
    .argument('<file...>', 'candidate files; the first one that exists is used')
    .addOption(configOption())
    .action(async (files: readonly string[], options: { config: string }) => {
      const file = files.find((candidate) => existsSync(candidate));
      if (file === undefined) {
        process.stdout.write('no first-boot file found: nothing to do\n');
        return;
      }
      const names = await takeOver(file, options.config, packageRoot);
      process.stdout.write(`${file}: applied and wiped${names.map((name) => `; ${name} written`).join('')}\n`);
    });
}
