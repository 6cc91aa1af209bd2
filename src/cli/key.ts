import { Command } from 'commander';
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
  return command;
}
