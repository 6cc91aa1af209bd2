import { Command } from 'commander';
import { backup, restore } from '../compose/backup.js';
import { configOption, readConfig } from './config-option.js';

interface Options {
  readonly config: string;
}

export function backupCommand(): Command {
  return new Command('backup')
    .description('write database and configuration to FILE (.tar.gz), without the key; the daemon may keep running')
    .argument('<file>', 'archive to create')
    .addOption(configOption())
    .action(async (file: string, options: Options) => {
      const config = readConfig(options.config);
      const { lastSequence } = await backup(config, options.config, file);
      process.stdout.write(
        `${file}: written and verified, up to event ${lastSequence}. Restoring it needs ${config.store.keyFile}: keep a copy of the key in another place.\n`,
      );
    });
}

export function restoreCommand(): Command {
  return new Command('restore')
    .description('replace the database with the one in a backup; the current one is kept. Stop the daemon first')
    .argument('<file>', 'archive created by ostiary backup')
    .addOption(configOption())
    .action(async (file: string, options: Options) => {
      const config = readConfig(options.config);
      const { kept, lastSequence } = await restore(config, file);
      const before = kept === undefined ? '' : ` The previous database is ${kept}.`;
      process.stdout.write(`${config.store.database}: restored up to event ${lastSequence}.${before}\n`);
      process.stdout.write(
        `The configuration was not changed. To see the one in the backup: tar -xzOf ${file} terminal.yaml\n`,
      );
    });
}
