import { Command } from 'commander';
import { rotateKey } from '../compose-backup.js';
import { createGalleryKey } from '../compose-store.js';
import { configOption, readConfig } from './config-option.js';

export function keyCommand(): Command {
  const command = new Command('key').description('the key that seals the templates');
  command
    .command('create')
    .description('make a new key file (mode 0600) where store.keyFile says; never overwrites one')
    .addOption(configOption())
    .action((options: { config: string }) => {
      const file = readConfig(options.config).store.keyFile;
      createGalleryKey(file);
      process.stdout.write(`${file}: created. Keep a copy in a safe place: without it the templates cannot be read.\n`);
    });
  command
    .command('rotate')
    .description('make a new key and seal every template with it; the daemon must be stopped')
    .addOption(configOption())
    .action(async (options: { config: string }) => {
      const config = readConfig(options.config);
      const { templates, oldKey } = await rotateKey(config);
      process.stdout.write(
        `${config.store.keyFile}: a new key; ${templates} templates sealed with it. Keep a copy of it.\n` +
          `Backups made before need ${oldKey}: move it to a safe place, or delete both.\n`,
      );
    });
  return command;
}
