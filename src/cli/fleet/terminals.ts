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

/** Manages which terminals get the keys of groups. */
export function terminalsCommand(): Command {
  const command = new Command('terminals').description('manage which terminals get the keys of the site’s groups');
  command
    .command('admit')
    .description('admit a terminal to these groups and deliver their keys, encrypted for this terminal')
    .argument('<terminal>', 'terminal name', nameOf)
    .addOption(siteOption())
    .requiredOption('--group <names...>', 'all groups of the terminal; it leaves any others')
    .option('--thumbprint <text>', 'thumbprint printed by ostiary key show at the terminal')
    .option(
      '--unverified',
      'trust the broker instead; whoever controls the broker could then obtain the keys of the groups',
    )
    .option(...rootOption)
    .option('-n, --dry-run', 'compare the key; change nothing')
    .action(admit);
  addPushOptions(
    command
      .command('dismiss')
      .description('remove a terminal that was stolen or retired; its groups get new keys and re-encrypted galleries')
      .argument('<terminal>', 'terminal name', nameOf)
      .addOption(siteOption())
      .option(...rootOption),
  ).action(dismiss);
  command
    .command('list')
    .description('list the admitted terminals: groups, thumbprint of the key, latest delivery')
    .addOption(siteOption())
    .option('--json', 'as JSON')
    .action(list);
  return command;
}

async function admit(terminal: string, options: AdmitOptions): Promise<void> {
  const { group: groups, thumbprint, unverified = false, dryRun = false } = options;
  if ((thumbprint === undefined) !== unverified) {
    throw new UsageError('terminals.thumbprint-missing', 'the thumbprint of the terminal’s key is missing', {
      remedy:
        'Run ostiary key show at the terminal and pass the output with --thumbprint, or use --unverified instead.',
    });
  }
  const site = readSite(options);
  await withTerminals(site, async (link) => {
    const { galleries } = fleetKeys(site);
    const admitted = await withRegistry(site, (registry) =>
      admitTerminal({ terminal, groups, thumbprint, dryRun }, { link, registry, galleries, thumbprintOf }),
    );
    const word = dryRun ? 'would be admitted (dry run: nothing was changed)' : 'admitted';
    print(
      `${terminal}: ${word} to ${groups.join(', ')} with the key ${admitted.thumbprint}${unverified ? ', UNVERIFIED' : ''}`,
    );
    for (const group of admitted.unconfigured) print(`${terminal}: add ${group} to uplink.groups in its configuration`);
    for (const group of admitted.left)
      print(
        `${terminal}: still has the key of ${group}; to replace that key: ostiary fleet keys rotate --group ${group}`,
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
      `${terminal}: ${dryRun ? 'would be removed' : 'removed'}. Also revoke its certificate or password at the broker.`,
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
  throw new UsageError('terminals.name', `"${text}" is not a valid terminal name`, {
    remedy: 'Run ostiary fleet status to see the names.',
  });
}
