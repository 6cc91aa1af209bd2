import { Command } from 'commander';
import { rotateKey } from '../compose/backup.js';
import { sealKeyThumbprint } from '../compose/seal-key.js';
import { createKeyFile } from '../platform/key-file.js';
import { configOption, readConfig } from './config-option.js';

/** Prints the thumbprint to compare before the site delivers the first group key. */
async function show(options: { config: string }): Promise<void> {
  process.stdout.write(`${await sealKeyThumbprint(readConfig(options.config))}\n`);
}

export function keyCommand(): Command {
  const command = new Command('key').description(
    'manage the key that encrypts the templates, and show this terminal’s public encryption key',
  );
  command
    .command('create')
    .description('create the key file (mode 0600) at store.keyFile; never overwrites one')
    .addOption(configOption())
    .action((options: { config: string }) => {
      const file = readConfig(options.config).store.keyFile;
      createKeyFile(file);
      process.stdout.write(`${file}: created. Keep a copy in a safe place: without it the templates cannot be read.\n`);
    });
  command
    .command('rotate')
    .description('create a new key and re-encrypt all templates with it; stop the daemon first')
    .addOption(configOption())
    .action(async (options: { config: string }) => {
      const config = readConfig(options.config);
      const { templates, oldKey } = await rotateKey(config);
      process.stdout.write(
        `${config.store.keyFile}: new key created; ${templates} templates re-encrypted. Keep a copy of the key.\n` +
          `Older backups need ${oldKey}: move it to a safe place, or delete it together with those backups.\n`,
      );
    });
  command
    .command('show')
    .description('print the thumbprint of this terminal’s public encryption key')
    .addOption(configOption())
    .action(show);
  return command;
}
