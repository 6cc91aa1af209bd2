import { Command, InvalidArgumentError, Option } from 'commander';
import { CommandRejected, UplinkError } from '../../base/errors.js';
import { type Millis, seconds } from '../../base/units.js';
import { fleetClock, fleetKeys, withTerminals } from '../../compose/fleet.js';
import { openPushed, siteSpace, withMaster } from '../../compose/fleet-gallery.js';
import type { Arrival } from '../../fleet/await-terminals.js';
import { membersOf } from '../../fleet/group-members.js';
import type { PushPlan } from '../../fleet/plan-push.js';
import type { FleetLink } from '../../fleet/ports/fleet-link.js';
import { type PushOptions, pushGroup } from '../../fleet/push-group.js';
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
    .option('--full', 'push a snapshot, every chunk of it, whatever terminals and broker have already')
    .option('-n, --dry-run', 'say what would be done, and change nothing')
    .addOption(
      new Option('--wait <seconds>', 'how long terminals may take to say that they have it; 0: do not wait')
        .argParser(waitOf)
        .default(seconds(60), '60'),
    );
}

export function pushCommand(): Command {
  const command = new Command('push')
    .description('bring terminals to the master gallery: a snapshot at first, then what has changed')
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
    throw new CommandRejected('push.no-groups', 'there is no group to push', {
      remedy: 'Make one: ostiary fleet keys create --group NAME.',
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
          print(`${group}: ${explain(plan)}${dryRun ? ' (a dry run: nothing was pushed)' : ''}`);
          bar = progress(`pushing ${group}`, dryRun ? 0 : chunks);
        },
        onChunk: (sha256) => bar?.step(sha256.slice(0, 8)),
        onArrival: (terminal) => print(`${group}: ${terminal} has it`),
      }).finally(() => bar?.end());
      if (outcome) outcomes.push(outcome);
      if (outcome) tell(group, outcome);
    }
  });
  if (outcomes.some(({ refused }) => refused.size > 0)) {
    throw new CommandRejected('push.refused', 'terminals refused a gallery', {
      remedy: 'See the lines above, and docs/troubleshooting.md for their codes.',
    });
  }
  if (outcomes.some(({ waiting }) => waiting.length > 0)) {
    throw new UplinkError('push.incomplete', 'connected terminals did not say that they have the gallery', {
      remedy: 'They may still take it: see ostiary fleet status. Give them longer with --wait.',
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
  const deps = { site: site.uplink.site, galleries, link, clock: fleetClock() };
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
    const help = code === 'gallery.key' ? ' (ostiary fleet keys deliver gives it the key)' : '';
    print(`${group}: ${terminal} REFUSED it: ${code}${help}`);
  }
  for (const terminal of waiting) print(`${group}: ${terminal} is connected and does not have it yet`);
  if (offline.length > 0) print(`${group}: not connected, they take it when they are back: ${offline.join(', ')}`);
}

function waitOf(text: string): Millis {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 3600) return seconds(value);
  throw new InvalidArgumentError('a number of seconds from 0 to 3600 is needed.');
}
