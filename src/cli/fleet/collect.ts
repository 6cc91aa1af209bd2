import { Command } from 'commander';
import { UsageError } from '../../base/errors.js';
import { collect } from '../../compose/fleet-collect.js';
import { namePattern } from '../../protocol/domain/address.js';
import { readSite, siteOption } from './site-option.js';
import { untilStopped } from './until-stopped.js';

export function collectCommand(): Command {
  return new Command('collect')
    .description('store and acknowledge the events of all terminals; runs until stopped')
    .addOption(siteOption())
    .option('--share <name>', 'collectors with the same name share the terminals of the site', 'collectors')
    .action(async (options: { readonly config: string; readonly share: string }) => {
      if (!namePattern.test(options.share)) {
        throw new UsageError('collect.share', `"${options.share}" is not a valid --share name`, {
          remedy: 'Use 1 to 64 letters, digits, dashes or underscores.',
        });
      }
      await collect(readSite(options), options.share, untilStopped());
    });
}
