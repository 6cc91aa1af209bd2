import { Command } from 'commander';
import { backup, restore } from '../compose/backup.js';
import { configOption, readConfig } from './config-option.js';

interface Options {
  readonly config: string;
}

export function backupCommand(): Command {
  return new Command('backup')
    .description('pack database and configuration into FILE (.tar.gz), while the daemon goes on; never the key')
    .argument('<file>', 'archive to write')
    .addOption(configOption())
    .action(async (file: string, options: Options) => {
      const config = readConfig(options.config);
      const { lastSequence } = await backup(config, options.config, file);
      process.stdout.write(
        `${file}: checked, up to event ${lastSequence}. It opens only with ${config.store.keyFile}: keep a copy of that apart from it.\n`,
      );
    });
}

export function restoreCommand(): Command {
  return new Command('restore')
    .description(
      'put the database of a backup in the place of the present one, which is kept; the daemon must be stopped',
    )
    .argument('<file>', 'archive that ostiary backup wrote')
    .addOption(configOption())
    .action(async (file: string, options: Options) => {
      const config = readConfig(options.config);
      const { kept, lastSequence } = await restore(config, file);
      const before = kept === undefined ? '' : ` The database before is ${kept}.`;
      process.stdout.write(`${config.store.database}: restored up to event ${lastSequence}.${before}\n`);
      process.stdout.write(`The configuration stays; the backup's: tar -xzOf ${file} terminal.yaml\n`);
    });
}
