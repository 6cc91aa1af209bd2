import { Command } from 'commander';
import { UsageError } from '../../base/errors.js';
import { withTerminals } from '../../compose/fleet.js';
import { withMaster } from '../../compose/fleet-gallery.js';
import { revokePerson } from '../../fleet/revoke-person.js';
import { personIdPattern } from '../../gallery/domain/gallery.js';
import { everyone } from '../../protocol/domain/address.js';
import { tellTerminals } from './command.js';
import { addPushOptions, type PushWords, pushGroups } from './push.js';
import { print, readSite, siteOption } from './site-option.js';

/** Removes a person from the master gallery, from all connected terminals by a command, and from the others by a delta. */
export function revokeCommand(): Command {
  const command = new Command('revoke')
    .description('remove a person everywhere: from the master gallery, the pushed galleries and all terminals')
    .argument('<id>', 'the person’s id')
    .addOption(siteOption());
  return addPushOptions(command).action(async (id: string, options: PushWords & { readonly config: string }) => {
    if (!personIdPattern.test(id)) {
      throw new UsageError('revoke.id', `"${id}" is not an id`, {
        remedy: 'Use letters, digits, dots, dashes and underscores; ostiary fleet people lists the ids.',
      });
    }
    const site = readSite(options);
    const dryRun = options.dryRun ?? false;
    let unheard: unknown;
    // Without a broker nothing is changed: a person removed only here would still have access at the doors.
    const groups = await withTerminals(site, async (link) => {
      const { known, groups } = withMaster(site, (master) => revokePerson(id, { dryRun }, master));
      if (dryRun) print(`${id}: ${known ? `in ${groups.join(', ') || 'no group'}` : 'not in the master gallery'}`);
      else print(`${id}: ${known ? 'removed from the master gallery' : 'was not in the master gallery'}`);
      const wish = { command: 'revoke', args: { person: id } } as const;
      // One silent terminal must not withhold the delta from the others.
      await tellTerminals(site, link, everyone, wish, dryRun).catch((error: unknown) => {
        unheard = error;
      });
      return groups;
    });
    if (!dryRun && groups.length > 0) await pushGroups(site, groups, options);
    if (unheard !== undefined) throw unheard;
  });
}
