import { Command } from 'commander';
import { matchThreshold } from '../access/domain/match-threshold.js';
import { CommandRejected, UsageError } from '../base/errors.js';
import { seconds } from '../base/units.js';
import { openGallery } from '../compose/gallery.js';
import { type Eyes, openEyes } from '../compose/vision.js';
import { explainSample, type Sample } from '../gallery/domain/enrolment.js';
import { personIdPattern } from '../gallery/domain/gallery.js';
import type { PersonChanges } from '../gallery/domain/person-changes.js';
import { enrolPeople } from '../gallery/enrol-people.js';
import { cameraSamples, sampleCamera, samplePictures } from '../gallery/take-samples.js';
import { type PersonPictures, peopleOf } from '../pictures/people-folder.js';
import { readPicture } from '../pictures/picture-file.js';
import type { VisionFacts } from '../vision/ports/vision.js';
import { configOption, readLayered } from './config-option.js';
import { addPersonOptions } from './person-options.js';
import { progress } from './progress.js';

export interface EnrolOptions extends PersonChanges {
  readonly camera?: boolean;
  readonly replace?: boolean;
  readonly allowSimilar?: boolean;
}

interface Options extends EnrolOptions {
  readonly config: string;
  readonly photo?: string[];
  readonly dir?: string;
}

/** How long the person may take to give samples to the camera. */
const cameraTime = seconds(30);

export function enrolCommand(): Command {
  const command = new Command('enroll')
    .description('enrol a person from pictures or the camera, or many people from a folder')
    .argument('[id]', 'the person’s id (letters, digits, dots, dashes, underscores)')
    .addOption(configOption())
    .option('--photo <files...>', 'pictures that show only this person')
    .option('--camera', 'take the pictures with the terminal’s camera (stop the daemon first)')
    .option('--dir <folder>', 'enrol all people in FOLDER/<id>/*.jpg')
    .option('--replace', 'replace the templates of an existing id; name and limits stay unless given')
    .option('--allow-similar', 'enrol even if the face is already enrolled under another id (twins)');
  return addPersonOptions(command).action(run);
}

async function run(id: string | undefined, options: Options): Promise<void> {
  const people = wanted(id, options);
  const { config, local } = readLayered(options.config);
  if (options.camera && config.liveness.level === 'unchecked') process.stderr.write(uncheckedWarning);
  const eyes = await openEyes(config, { camera: options.camera ?? false });
  try {
    if (options.camera && config.liveness.level !== 'unchecked') requirePad(eyes.facts);
    const gallery = await openGallery(config, eyes.facts.space);
    try {
      const minSimilarity = matchThreshold({
        current: config.recognition.minSimilarity,
        local: local.recognition.minSimilarity,
        stated: eyes.facts.defaultMinSimilarity,
      });
      await enrolAll(people, options, eyes, { ...gallery, known: await gallery.known(), minSimilarity });
    } finally {
      await gallery.close();
    }
  } finally {
    await eyes.close();
  }
}

const uncheckedWarning =
  'Liveness is not checked (liveness.level: unchecked): see to it that a person, not a photograph, is in front of the camera.\n';

function requirePad({ pad, padFault }: VisionFacts): void {
  if (pad !== undefined) return;
  const why = padFault?.message ?? 'it is not loaded';
  throw new CommandRejected('enroll.liveness', `the passive liveness model cannot be used: ${why}`, {
    remedy: `${padFault?.remedy ?? 'Check models.pad.'} Meanwhile, enrol from pictures that you vouch for (--photo).`,
  });
}

/** @throws UsageError `enroll.usage` if the arguments do not say whom to enrol and from what. */
export function wanted(id: string | undefined, options: Omit<Options, 'config'>): readonly PersonPictures[] {
  const usage = (message: string): UsageError =>
    new UsageError('enroll.usage', message, {
      remedy:
        'Run: ostiary enroll <id> --photo a.jpg b.jpg, or ostiary enroll <id> --camera, or ostiary enroll --dir people/.',
    });
  if (Number(!!options.photo) + Number(!!options.camera) + Number(!!options.dir) !== 1) {
    throw usage('give exactly one of --photo, --camera and --dir');
  }
  if (options.dir !== undefined) {
    if (id !== undefined || options.name !== undefined)
      throw usage('--dir cannot be combined with an id or a name: it takes both from the folder');
    return peopleOf(options.dir);
  }
  if (id === undefined) throw usage('the id is missing');
  if (!personIdPattern.test(id)) throw usage(`"${id}" is not an id: use letters, digits, dots, dashes and underscores`);
  return [{ id, ...(options.name === undefined ? {} : { name: options.name }), pictures: options.photo ?? [] }];
}

/** Enrols the people one by one and reports the result of each. @throws CommandRejected `enroll.*`; StoreError */
export async function enrolAll(
  people: readonly PersonPictures[],
  options: EnrolOptions,
  eyes: Eyes,
  gallery: Parameters<typeof enrolPeople>[2],
): Promise<void> {
  const { camera = false, replace = false, allowSimilar = false } = options;
  const bar = progress(
    'enrolling',
    camera ? cameraSamples : people.reduce((n, { pictures }) => n + pictures.length, 0),
  );
  const lines: string[] = [];
  try {
    const told = {
      choices: { replace, allowSimilar },
      changes: options,
      samplesOf: ({ id, pictures }: PersonPictures) =>
        camera ? fromCamera(eyes, bar.step) : samplePictures(pictures, eyes.vision, readPicture, () => bar.step(id)),
      onLine: (line: string) => void lines.push(line),
    };
    await enrolPeople(people, told, gallery);
  } finally {
    bar.end();
    if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
  }
}

function fromCamera(eyes: Eyes, step: (what: string) => void): Promise<readonly Sample[]> {
  process.stderr.write('Look at the camera.\n');
  return sampleCamera(eyes.observations(cameraTime), {
    since: eyes.clock.monotonic(),
    pad: eyes.facts.pad,
    onSample: (samples) => step(`${samples} of ${cameraSamples}`),
    onRefusal: (reason) => void process.stderr.write(`${explainSample(reason)}\n`),
  });
}
