import { Command } from 'commander';
import { UsageError } from '../../base/errors.js';
import { fleetKeys } from '../../compose/fleet.js';
import { openMasterIndex } from '../../compose/fleet-gallery.js';
import { openMemberships } from '../../compose/fleet-store.js';
import { openEyes } from '../../compose/vision.js';
import { storeInGroups } from '../../fleet/master-gallery.js';
import type { PersonPictures } from '../../pictures/people-folder.js';
import type { SiteConfig } from '../../settings/site-file/schema.js';
import { type EnrolOptions, enrolAll, wanted } from '../enroll.js';
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
    .description('enrol a person, or all people in a folder, in the master gallery')
    .argument('[id]', 'the person’s id (letters, digits, dots, dashes, underscores)')
    .addOption(siteOption())
    .option('--photo <files...>', 'pictures that show only this person')
    .option('--dir <folder>', 'enrol all people in FOLDER/<id>/*.jpg')
    .option('--group <names...>', 'groups of terminals that will recognise them')
    .option('--replace', 'replace the templates of an existing id; name, limits and groups stay unless given')
    .option('--allow-similar', 'enrol even if the face is already enrolled under another id (twins)')
    .option('--push', 'push these groups after enrolling');
  return addPushOptions(addPersonOptions(command)).action(run);
}

async function run(id: string | undefined, options: Options): Promise<void> {
  const people = wanted(id, options);
  if (options.group === undefined && !options.replace) {
    throw new UsageError('enroll.no-group', '--group is missing for a person who is not enrolled yet', {
      remedy: 'Add --group with one or more groups. To create a group, run ostiary fleet keys create --group NAME.',
    });
  }
  const site = readSite(options);
  for (const group of options.group ?? []) fleetKeys(site).galleries.require(group);
  const touched = await enrolInto(site, people, options);
  if (options.push) await pushGroups(site, [...touched], options);
}

/** @returns The groups that changed. */
async function enrolInto(
  site: SiteConfig,
  people: readonly PersonPictures[],
  options: Options,
): Promise<ReadonlySet<string>> {
  const touched = new Set<string>();
  const eyes = await openEyes(site, { camera: false });
  const memberships = openMemberships(site);
  try {
    const gallery = await openMasterIndex(site, eyes.facts.space);
    const { group: groups, dryRun = false } = options;
    const wish = { groups, dryRun, onChange: (group: string) => void touched.add(group) };
    const store = storeInGroups(wish, { store: gallery.store, memberships });
    const minSimilarity = site.recognition.minSimilarity ?? eyes.facts.defaultMinSimilarity;
    try {
      const { clock } = gallery;
      await enrolAll(people, options, eyes, { store, known: await gallery.known(), minSimilarity, clock });
    } finally {
      await gallery.close();
    }
  } finally {
    memberships.close();
    await eyes.close();
  }
  if (options.dryRun) process.stderr.write('dry run: nobody was enrolled\n');
  return touched;
}
