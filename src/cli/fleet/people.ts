import { Command } from 'commander';
import { withMaster } from '../../compose/fleet-gallery.js';
import { access } from '../gallery.js';
import { print, readSite, siteOption } from './site-option.js';

export function fleetPeopleCommand(): Command {
  return new Command('people')
    .description('list the people in the master gallery, with their groups')
    .addOption(siteOption())
    .option('--json', 'print JSON')
    .action((options: { readonly config: string; readonly json?: boolean }) => {
      withMaster(readSite(options), ({ store, memberships }) => {
        const people = store.people().map((person) => ({ ...person, groups: memberships.groupsOf(person.id) }));
        if (options.json) return print(JSON.stringify(people, null, 2));
        for (const person of people) {
          const groups = person.groups.map((group) => `@${group}`).join(' ') || 'NO GROUP';
          print(`${person.id.padEnd(24)} ${person.name.padEnd(24)} ${groups.padEnd(24)} ${access(person)}`);
        }
        process.stderr.write(`${people.length} people\n`);
      });
    });
}
