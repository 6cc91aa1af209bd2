import { Command } from 'commander';
import { UsageError } from '../../base/errors.js';
import { readGroupKey } from '../../compose/fleet.js';
import { openMasterIndex, openMemberships } from '../../compose/fleet-gallery.js';
import { openEyes } from '../../compose/vision.js';
import type { SiteConfig } from '../../settings/site-file/schema.js';
import { type EnrolOptions, enrolAll, wanted } from '../enroll.js';
import type { Batch } from '../people.js';
import { addPersonOptions } from '../person-options.js';
import { addPushOptions, type PushWords, pushGroups } from './push.js';
import { readSite, siteOption } from './site-option.js';

interface Options extends EnrolOptions, PushWords {
  readonly config: string;
  readonly photo?: string[];
  readonly dir?: string;
  readonly group?: string[];
  readonly push?: boolean;
}

export function fleetEnrolCommand(): Command {
  const command = new Command('enroll')
    .description('enrol a person, or everybody in a folder, into the master gallery')
    .argument('[id]', 'the person’s id (letters, digits, dots, dashes, underscores)')
    .addOption(siteOption())
    .option('--photo <files...>', 'pictures that show this person alone')
    .option('--dir <folder>', 'enrol everybody in FOLDER/<id>/*.jpg')
    .option('--group <names...>', 'groups of terminals that are to know them')
    .option('--replace', 'replace the templates of an id that exists; name, limits and groups stay unless said')
    .option('--allow-similar', 'enrol although the face is enrolled under another id (twins)')
    .option('--push', 'push these groups afterwards');
  return addPushOptions(addPersonOptions(command)).action(run);
}

async function run(id: string | undefined, options: Options): Promise<void> {
  const batches = wanted(id, options);
  if (options.group === undefined && !options.replace) {
    throw new UsageError('enroll.no-group', 'it is not said which terminals are to know whom', {
      remedy: 'Add --group with one or more groups; ostiary fleet keys create --group NAME makes one.',
    });
  }
  const site = readSite(options);
  for (const group of options.group ?? []) readGroupKey(site, group);
  const touched = await enrolInto(site, batches, options);
  if (options.push) await pushGroups(site, [...touched], options);
}

/** @returns the groups that changed */
async function enrolInto(site: SiteConfig, batches: readonly Batch[], options: Options): Promise<ReadonlySet<string>> {
  const touched = new Set<string>();
  const eyes = await openEyes(site, { camera: false });
  const memberships = openMemberships(site);
  try {
    const gallery = await openMasterIndex(site, eyes.facts.space);
    const store: Parameters<typeof enrolAll>[3]['store'] = {
      person: (id) => gallery.store.person(id),
      put(person, templates, event) {
        const before = memberships.groupsOf(person.id);
        const groups = options.group ?? before;
        for (const group of [...before, ...groups]) touched.add(group);
        if (options.dryRun) return;
        // First: a kill in between leaves a membership of nobody, which says nothing, and not a person whom no terminal gets.
        memberships.assign(person.id, groups);
        gallery.store.put(person, templates, event);
      },
    };
    const least = site.recognition.minSimilarity ?? eyes.facts.defaultMinSimilarity;
    try {
      await enrolAll(batches, options, eyes, { ...gallery, store }, least);
    } finally {
      await gallery.close();
    }
  } finally {
    memberships.close();
    await eyes.close();
  }
  if (options.dryRun) process.stderr.write('a dry run: nobody was enrolled\n');
  return touched;
}
