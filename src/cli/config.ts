import { Command } from 'commander';
import { redact } from '../domain/redact.js';
import { configOption, readConfig } from './config-option.js';

export function configCommand(): Command {
  const command = new Command('config').description('look at the configuration');
  command
    .command('check')
    .description('report every fault of the configuration, with place and remedy')
    .addOption(configOption())
    .action((options: { config: string }) => {
      readConfig(options.config);
      process.stdout.write(`${options.config}: ok\n`);
    });
  command
    .command('show')
    .description('print the effective configuration, defaults and environment included, as JSON')
    .addOption(configOption())
    .action((options: { config: string }) => {
      process.stdout.write(`${JSON.stringify(readConfig(options.config), masked, 2)}\n`);
    });
  return command;
}

/** The credentials of a camera's URL are nobody's business. */
function masked(_: string, value: unknown): unknown {
  return typeof value === 'string' ? redact(value) : value;
}
