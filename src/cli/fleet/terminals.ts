import { Command } from 'commander';
import { UsageError } from '../../base/errors.js';
import { fleetKeys, thumbprintOf, withTerminals } from '../../compose/fleet.js';
import { withRegistry } from '../../compose/fleet-store.js';
import { admitTerminal } from '../../fleet/admit-terminal.js';
import { dismissTerminal } from '../../fleet/dismiss-terminal.js';
import { namePattern } from '../../protocol/domain/address.js';
import { deliver, rootOption, rotateGroups } from './group-keys.js';
import { addPushOptions, type PushWords } from './push.js';
import { print, readSite, siteOption } from './site-option.js';

interface AdmitOptions {
  readonly config: string;
  readonly group: string[];
  readonly thumbprint?: string;
  readonly unverified?: boolean;
  readonly root?: string;
  readonly dryRun?: boolean;
}

/** Who may have the keys of groups. */
export function terminalsCommand(): Command {
  const command = new Command('terminals').description('the terminals to which the site gives the keys of its groups');
  command
    .command('admit')
    .description('let a terminal have the keys of these groups, and deliver them, sealed for it alone')
    .argument('<terminal>', 'name of the terminal', nameOf)
    .addOption(siteOption())
    .requiredOption('--group <names...>', 'the groups that it is in, and no others')
    .option('--thumbprint <text>', 'what ostiary key show prints at the terminal')
    .option('--unverified', 'believe the broker: who controls it could get the keys of the groups in this way')
    .option(...rootOption)
    .option('-n, --dry-run', 'compare the key, and change nothing')
    .action(admit);
  addPushOptions(
    command
      .command('dismiss')
      .description('forget a terminal that was stolen or is gone; its groups get new keys, and galleries under them')
      .argument('<terminal>', 'name of the terminal', nameOf)
      .addOption(siteOption())
      .option(...rootOption),
  ).action(dismiss);
  command
    .command('list')
    .description('admitted terminals: groups, thumbprint of the key, latest delivery')
    .addOption(siteOption())
    .option('--json', 'as JSON')
    .action(list);
  return command;
}

async function admit(terminal: string, options: AdmitOptions): Promise<void> {
  const { group: groups, thumbprint, unverified = false, dryRun = false } = options;
  if ((thumbprint === undefined) !== unverified) {
    throw new UsageError('terminals.thumbprint-missing', 'it is not said which key the terminal has', {
      remedy:
        'Run ostiary key show at the terminal, and give what it prints with --thumbprint (or, alone, --unverified).',
    });
  }
  const site = readSite(options);
  await withTerminals(site, async (link) => {
    const { galleries } = fleetKeys(site);
    const admitted = await withRegistry(site, (registry) =>
      admitTerminal({ terminal, groups, thumbprint, dryRun }, { link, registry, galleries, thumbprintOf }),
    );
    const word = dryRun ? 'would be admitted (a dry run: nothing was changed)' : 'admitted';
    print(
      `${terminal}: ${word} to ${groups.join(', ')} with the key ${admitted.thumbprint}${unverified ? ', UNVERIFIED' : ''}`,
    );
    for (const group of admitted.unconfigured)
      print(`${terminal}: its configuration does not name ${group} in uplink.groups`);
    for (const group of admitted.left)
      print(
        `${terminal}: it has the key of ${group} until this is rotated: ostiary fleet keys rotate --group ${group}`,
      );
    if (!dryRun) await deliver(site, link, options, [terminal]);
  });
}

async function dismiss(
  terminal: string,
  options: PushWords & { readonly config: string; readonly root?: string },
): Promise<void> {
  const site = readSite(options);
  const { dryRun = false } = options;
  await withTerminals(site, async (link) => {
    const groups = await withRegistry(site, (registry) =>
      dismissTerminal({ terminal, dryRun, rootFile: options.root }, { link, registry, ...fleetKeys(site) }),
    );
    print(
      `${terminal}: ${dryRun ? 'would be forgotten' : 'forgotten'}. Take its certificate or password off the broker, too.`,
    );
    if (groups.length > 0) await rotateGroups(site, link, groups, options);
  });
}

async function list(options: { readonly config: string; readonly json?: boolean }): Promise<void> {
  const admissions = await withRegistry(readSite(options), (registry) => registry.admissions());
  const lines = await Promise.all(
    admissions.map(async ({ terminal, groups, sealKey, delivered }) => ({
      terminal,
      groups,
      thumbprint: await thumbprintOf(sealKey),
      delivered: delivered.keys,
    })),
  );
  if (options.json) return print(JSON.stringify(lines, null, 2));
  for (const { terminal, groups, thumbprint, delivered } of lines) {
    const names = groups.map((group) => (group in delivered ? `@${group}` : `@${group} (not delivered)`)).join(' ');
    print(`${terminal.padEnd(24)} ${thumbprint} ${names}`);
  }
  process.stderr.write(`${lines.length} terminals\n`);
}

function nameOf(text: string): string {
  if (namePattern.test(text)) return text;
  throw new UsageError('terminals.name', `"${text}" is no name of a terminal`, {
    remedy: 'See ostiary fleet status for the names.',
  });
}
