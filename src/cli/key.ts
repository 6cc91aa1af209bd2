import { Command } from 'commander';
import { rotateKey } from '../compose/backup.js';
import { sealKeyThumbprint } from '../compose/groups.js';
import { createGalleryKey } from '../compose/store.js';
import { configOption, readConfig } from './config-option.js';

/** Which key the site seals for: to be compared before it delivers the first group key. */
async function show(options: { config: string }): Promise<void> {
  process.stdout.write(`${await sealKeyThumbprint(readConfig(options.config))}\n`);
}

export function keyCommand(): Command {
  const command = new Command('key').description(
    'the key that seals the templates, and the one for which the site seals',
  );
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
  command
    .command('show')
    .description('print the thumbprint of the key for which the site seals what this terminal alone may open')
    .addOption(configOption())
    .action(show);
  return command;
}
