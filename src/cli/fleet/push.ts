import { Command, InvalidArgumentError, Option } from 'commander';
import { CommandRejected, UplinkError } from '../../base/errors.js';
import { type Millis, seconds } from '../../base/units.js';
import { fleetKeys, withTerminals } from '../../compose/fleet.js';
import { openPushed, siteSpace, withMaster } from '../../compose/fleet-gallery.js';
import type { Arrival } from '../../fleet/await-terminals.js';
import { membersOf } from '../../fleet/group-members.js';
import type { PushPlan } from '../../fleet/plan-push.js';
import type { FleetLink } from '../../fleet/ports/fleet-link.js';
import { type PushOptions, pushGroup } from '../../fleet/push-group.js';
import { systemClock } from '../../platform/system-clock.js';
import type { SiteConfig } from '../../settings/site-file/schema.js';
import { progress } from '../progress.js';
import { print, readSite, siteOption } from './site-option.js';

export interface PushWords {
  readonly full?: boolean;
  readonly dryRun?: boolean;
  readonly wait: Millis;
}

export function addPushOptions(command: Command): Command {
  return command
    .option('--full', 'push a complete snapshot, even if terminals and broker already have it')
    .option('-n, --dry-run', 'show what would be done; change nothing')
    .addOption(
      new Option('--wait <seconds>', 'how long to wait for terminals to confirm; 0: do not wait')
        .argParser(waitOf)
        .default(seconds(60), '60'),
    );
}

export function pushCommand(): Command {
  const command = new Command('push')
    .description('send the master gallery to the terminals: a snapshot first, then only changes')
    .argument('[groups...]', 'groups to push (default: all)')
    .addOption(siteOption());
  return addPushOptions(command).action((groups: string[], options: PushWords & { readonly config: string }) => {
    const site = readSite(options);
    return pushGroups(site, groups.length > 0 ? groups : fleetKeys(site).galleries.groups(), options);
  });
}

/** @throws CommandRejected `push.no-groups`, `push.refused`; UplinkError `push.incomplete` */
export async function pushGroups(site: SiteConfig, groups: readonly string[], words: PushWords): Promise<void> {
  if (groups.length === 0) {
    throw new CommandRejected('push.no-groups', 'no group exists', {
      remedy: 'Create one: ostiary fleet keys create --group NAME.',
    });
  }
  const { full = false, dryRun = false, wait } = words;
  const outcomes: Arrival[] = [];
  await withTerminals(site, async (link) => {
    for (const group of groups) {
      let bar: ReturnType<typeof progress> | undefined;
      const outcome = await push(site, group, link, {
        full,
        dryRun,
        wait,
        onPlan(plan, chunks) {
          print(`${group}: ${explain(plan)}${dryRun ? ' (dry run: nothing was pushed)' : ''}`);
          bar = progress(`pushing ${group}`, dryRun ? 0 : chunks);
        },
        onChunk: (sha256) => bar?.step(sha256.slice(0, 8)),
        onArrival: (terminal) => print(`${group}: ${terminal} is up to date`),
      }).finally(() => bar?.end());
      if (outcome) outcomes.push(outcome);
      if (outcome) tell(group, outcome);
    }
  });
  if (outcomes.some(({ refused }) => refused.size > 0)) {
    throw new CommandRejected('push.refused', 'terminals refused a gallery', {
      remedy: 'Look up the codes above in docs/troubleshooting.md.',
    });
  }
  if (outcomes.some(({ waiting }) => waiting.length > 0)) {
    throw new UplinkError('push.incomplete', 'connected terminals did not confirm the gallery', {
      remedy: 'Check with ostiary fleet status whether they have it by now. To wait longer, use --wait.',
    });
  }
}

async function push(
  site: SiteConfig,
  group: string,
  link: FleetLink,
  options: PushOptions,
): Promise<Arrival | undefined> {
  const galleries = await openPushed(site, group);
  const space = await siteSpace(site);
  const wanted = withMaster(site, (master) => membersOf(group, space, master));
  const deps = { site: site.uplink.site, galleries, link, clock: systemClock() };
  return pushGroup({ group, space, wanted }, options, deps);
}

function explain({ kind, manifest, put, removed, chunks }: PushPlan): string {
  const { revision, people, templates } = manifest;
  const size = chunks.reduce((sum, { bytes }) => sum + bytes, 0);
  const all = `${people} people, ${templates} templates`;
  if (kind === 'current') return `revision ${revision} is up to date: ${all}`;
  const what = kind === 'delta' ? `a delta: ${put} put, ${removed} removed` : 'a snapshot';
  return `revision ${revision}, ${what}; ${all}; ${chunks.length} chunks, ${(size / 1024).toFixed(0)} KiB`;
}

function tell(group: string, { refused, waiting, offline }: Arrival): void {
  for (const [terminal, code] of refused) {
    const help = code === 'gallery.key' ? ' (to give it the key, run ostiary fleet keys deliver)' : '';
    print(`${group}: ${terminal} REFUSED it: ${code}${help}`);
  }
  for (const terminal of waiting) print(`${group}: ${terminal} is connected but does not have it yet`);
  if (offline.length > 0) print(`${group}: offline, receive it when they reconnect: ${offline.join(', ')}`);
}

function waitOf(text: string): Millis {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 3600) return seconds(value);
  throw new InvalidArgumentError('expected a number of seconds from 0 to 3600.');
}
