import { Command } from 'commander';
import { UsageError } from '../../base/errors.js';
import { collect } from '../../compose/fleet-collect.js';
import { namePattern } from '../../protocol/domain/address.js';
import { readSite, siteOption } from './site-option.js';
import { untilStopped } from './until-stopped.js';

export function collectCommand(): Command {
  return new Command('collect')
    .description('store the events of all terminals, and acknowledge them; runs until it is stopped')
    .addOption(siteOption())
    .option('--share <name>', 'collectors of the same name divide the site among them', 'collectors')
    .action(async (options: { readonly config: string; readonly share: string }) => {
      if (!namePattern.test(options.share)) {
        throw new UsageError('collect.share', `"${options.share}" is no name of collectors`, {
          remedy: 'Use 1 to 64 letters, digits, dashes or underscores.',
        });
      }
      await collect(readSite(options), options.share, untilStopped());
    });
}
