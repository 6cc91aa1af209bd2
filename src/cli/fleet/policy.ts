import { Command } from 'commander';
import { timestamp } from '../../base/units.js';
import { withTerminals } from '../../compose/fleet.js';
import { everyone } from '../../protocol/domain/address.js';
import { readPolicy } from '../../settings/from-site/policy-file.js';
import { packageRoot } from '../../version.js';
import { inWords, tellTerminals } from './command.js';
import { showChanges } from './settings-lines.js';
import { print, readSite, siteOption } from './site-option.js';

interface Options {
  readonly config: string;
  readonly dryRun?: boolean;
}

export function policyCommand(): Command {
  return new Command('policy')
    .description('publish the access policy (thresholds and liveness); replaces the previous one')
    .argument('<file>', 'policy file; config/policy.yaml shows every setting')
    .argument('[terminal]', 'terminal name, or @group; default: the whole site')
    .addOption(siteOption())
    .option('-n, --dry-run', 'check the file and show which terminals it would reach; send nothing')
    .action(async (file: string, terminal: string | undefined, options: Options) => {
      const site = readSite(options);
      const { revision, settings } = readPolicy(file, timestamp(Date.now()), packageRoot);
      const listed = Object.entries(settings).map(([name, value]) => `  ${name}: ${value}`);
      print([`policy ${revision}`, ...listed, '  everything else as configured on each terminal'].join('\n'));
      const wish = { command: 'policy', args: { revision, settings } } as const;
      await withTerminals(site, (link) =>
        tellTerminals(site, link, terminal ?? everyone, wish, options.dryRun ?? false, inWords(showChanges)),
      );
    });
}
