import { Command } from 'commander';
import { CommandRejected, UplinkError } from '../../base/errors.js';
import { fleetKeys, withTerminals } from '../../compose/fleet.js';
import { withRegistry } from '../../compose/fleet-store.js';
import type { Arrival } from '../../fleet/await-terminals.js';
import { type DeliveryPlan, deliverKeys } from '../../fleet/deliver-keys.js';
import type { FleetLink } from '../../fleet/ports/fleet-link.js';
import { rotateGroupKeys } from '../../fleet/rotate-keys.js';
import { systemClock } from '../../platform/system-clock.js';
import type { SiteConfig } from '../../settings/site-file/schema.js';
import { type PushWords, pushGroups } from './push.js';
import { print, readSite, siteOption } from './site-option.js';

interface Words {
  readonly root?: string;
  readonly dryRun?: boolean;
}

export const rootOption = ['--root <file>', 'private root key, if it is stored elsewhere'] as const;

export function deliverCommand(): Command {
  return new Command('deliver')
    .description('send admitted terminals the current keys of their groups, encrypted for each terminal')
    .argument('[terminals...]', 'terminals (default: all that are missing a key)')
    .addOption(siteOption())
    .option(...rootOption)
    .option('-n, --dry-run', 'show which terminals would get which keys; deliver nothing')
    .action((terminals: string[], options: Words & { readonly config: string }) => {
      const site = readSite(options);
      return withTerminals(site, (link) => deliver(site, link, options, terminals.length > 0 ? terminals : undefined));
    });
}

/** @throws CommandRejected `keys.undelivered`; UplinkError `keys.unconfirmed` */
export async function deliver(
  site: SiteConfig,
  link: FleetLink,
  { root, dryRun = false }: Words,
  only?: readonly string[],
): Promise<void> {
  let plan: DeliveryPlan | undefined;
  const options = {
    ...(only === undefined ? {} : { only }),
    rootFile: root,
    dryRun,
    onPlan(found: DeliveryPlan) {
      plan = found;
      explain(found, dryRun);
    },
    onArrival: (terminal: string) => print(`${terminal}: keys delivered`),
  };
  const arrival = await withRegistry(site, (registry) =>
    deliverKeys(options, { registry, link, clock: systemClock(), ...fleetKeys(site) }),
  );
  if (arrival) tell(arrival);
  const refused = (arrival?.refused.size ?? 0) + (plan?.changed.length ?? 0) + (plan?.strangers.size ?? 0);
  if (refused > 0) {
    throw new CommandRejected('keys.undelivered', `${refused} terminals are missing a key of their groups`, {
      remedy:
        'Follow the lines above. Until then their current gallery stays active, and updates of that group are blocked.',
    });
  }
  if (arrival && arrival.waiting.length > 0) {
    throw new UplinkError('keys.unconfirmed', 'connected terminals did not confirm their keys', {
      remedy: 'Check their health and log, then run ostiary fleet keys deliver again.',
    });
  }
}

function explain({ due, changed, strangers }: DeliveryPlan, dryRun: boolean): void {
  if (dryRun) for (const { terminal, groups } of due) print(`${terminal}: would get the keys of ${groups.join(', ')}`);
  if (due.length + changed.length + strangers.size === 0) print('all terminals have the keys of their groups');
  for (const terminal of changed) {
    print(
      `${terminal}: NOT DELIVERED: its public key has changed since it was admitted. Run ostiary key show there, compare, then admit it again: ostiary fleet terminals admit ${terminal}`,
    );
  }
  for (const [terminal, groups] of strangers) {
    print(`${terminal}: NOT DELIVERED: it is missing the key of ${groups.join(', ')} and is not admitted to that group:
  ostiary fleet terminals admit ${terminal} --group ${groups.join(' ')}`);
  }
}

function tell({ refused, waiting, offline }: Arrival): void {
  for (const [terminal, code] of refused) print(`${terminal}: REFUSED its keys: ${code}`);
  for (const terminal of waiting) print(`${terminal}: connected, but NO ANSWER`);
  if (offline.length > 0) print(`offline, receive their keys when they reconnect: ${offline.join(', ')}`);
}

/** Creates new keys, delivers them to the remaining terminals and pushes galleries encrypted with them. The old keys open nothing new. */
export async function rotateGroups(
  site: SiteConfig,
  link: FleetLink,
  groups: readonly string[],
  words: Words & PushWords & { readonly publish?: boolean },
): Promise<void> {
  const names = groups.map((group) => `@${group}`).join(', ');
  if (words.dryRun) {
    print(`${names}: would get a new key and a snapshot encrypted with it (dry run: nothing was changed)`);
    return;
  }
  await rotateGroupKeys(groups, words.root, fleetKeys(site));
  print(`${names}: new key created`);
  if (words.publish === false) return print('Not delivered. Run ostiary fleet keys deliver, then ostiary fleet push.');
  let undelivered: unknown;
  // One silent terminal must not withhold the new gallery from the others.
  await deliver(site, link, words).catch((error: unknown) => {
    undelivered = error;
  });
  await pushGroups(site, groups, words);
  if (undelivered !== undefined) throw undelivered;
}
