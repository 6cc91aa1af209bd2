import { Command } from 'commander';
import { CommandRejected, describe, type TerminalError, UsageError } from '../base/errors.js';
import { elapsed, seconds } from '../base/units.js';
import { type OpenGallery, openGallery } from '../compose/groups.js';
import { type Eyes, openEyes } from '../compose/vision.js';
import { explainSample, judgeSample, type Sample } from '../gallery/domain/enrolment.js';
import { personIdPattern } from '../gallery/domain/gallery.js';
import { enrol, samplePicture } from '../gallery/enrol.js';
import type { GalleryStore } from '../gallery/ports/gallery-store.js';
import { configOption, readConfig } from './config-option.js';
import { type Batch, peopleOf, readPicture } from './people.js';
import { addPersonOptions, type PersonOptions, personOf } from './person-options.js';
import { progress } from './progress.js';

interface Options extends EnrolOptions {
  readonly config: string;
  readonly photo?: string[];
  readonly dir?: string;
}

/** Samples taken from the camera, and how long the person may take to give them. */
const cameraSamples = 5;
const cameraTime = seconds(30);

export function enrolCommand(): Command {
  const command = new Command('enroll')
    .description('enrol a person from pictures, from the camera, or many people from a folder')
    .argument('[id]', 'the person’s id (letters, digits, dots, dashes, underscores)')
    .addOption(configOption())
    .option('--photo <files...>', 'pictures that show this person alone')
    .option('--camera', 'take the pictures with the terminal’s camera (the daemon must be stopped)')
    .option('--dir <folder>', 'enrol everybody in FOLDER/<id>/*.jpg')
    .option('--replace', 'replace the templates of an id that exists; name and limits stay unless said')
    .option('--allow-similar', 'enrol although the face is enrolled under another id (twins)');
  return addPersonOptions(command).action(run);
}

async function run(id: string | undefined, options: Options): Promise<void> {
  const batches = wanted(id, options);
  const config = readConfig(options.config);
  const eyes = await openEyes(config, { camera: options.camera ?? false });
  try {
    const gallery = await openGallery(config, eyes.facts.space);
    try {
      await enrolAll(
        batches,
        options,
        eyes,
        gallery,
        config.recognition.minSimilarity ?? eyes.facts.defaultMinSimilarity,
      );
    } finally {
      await gallery.close();
    }
  } finally {
    await eyes.close();
  }
}

/** @throws UsageError `enroll.usage` when the words do not say whom to enrol from what. */
export function wanted(id: string | undefined, options: Omit<Options, 'config'>): readonly Batch[] {
  const usage = (message: string): UsageError =>
    new UsageError('enroll.usage', message, {
      remedy: 'Use: ostiary enroll <id> --photo a.jpg b.jpg, or <id> --camera, or --dir people/.',
    });
  if (Number(!!options.photo) + Number(!!options.camera) + Number(!!options.dir) !== 1) {
    throw usage('exactly one of --photo, --camera and --dir is needed');
  }
  if (options.dir !== undefined) {
    if (id !== undefined || options.name !== undefined) throw usage('--dir takes ids and names from the folder');
    return peopleOf(options.dir);
  }
  if (id === undefined) throw usage('an id is needed');
  if (!personIdPattern.test(id)) throw usage(`"${id}" is not an id: use letters, digits, dots, dashes and underscores`);
  return [{ id, ...(options.name === undefined ? {} : { name: options.name }), pictures: options.photo ?? [] }];
}

export interface EnrolOptions extends PersonOptions {
  readonly camera?: boolean;
  readonly replace?: boolean;
  readonly allowSimilar?: boolean;
}

/** Where people are enrolled. */
interface Into extends Pick<OpenGallery, 'known' | 'clock'> {
  readonly store: Pick<GalleryStore, 'person' | 'put'>;
}

/** Enrols one after the other and says how each went. @throws CommandRejected `enroll.*`; StoreError */
export async function enrolAll(
  batches: readonly Batch[],
  options: EnrolOptions,
  eyes: Eyes,
  gallery: Into,
  minSimilarity: number,
): Promise<void> {
  const bar = progress(
    'enrolling',
    options.camera ? cameraSamples : batches.reduce((n, b) => n + b.pictures.length, 0),
  );
  const known = await gallery.known();
  const { index } = known;
  const lines: string[] = [];
  const failures: TerminalError[] = [];
  for (const batch of batches) {
    try {
      if (batch.fault) throw batch.fault;
      const samples = options.camera ? await fromCamera(eyes, bar.step) : await fromPictures(eyes, batch, bar.step);
      for (const s of samples)
        if (s.kind === 'refused') lines.push(`${s.picture}: not used: ${explainSample(s.reason)}`);
      const existing = gallery.store.person(batch.id);
      const choices = { replace: options.replace ?? false, allowSimilar: options.allowSimilar ?? false };
      const said = { ...options, ...(batch.name === undefined ? {} : { name: batch.name }) };
      const person = personOf(batch.id, said, existing);
      const templates = enrol(person, samples, choices, { ...gallery, index, minSimilarity });
      known.put(person, templates);
      lines.push(`${batch.id}: enrolled with ${templates.length} template${templates.length === 1 ? '' : 's'}`);
    } catch (error) {
      if (!(error instanceof CommandRejected) || batches.length === 1) {
        bar.end();
        if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
        throw error;
      }
      failures.push(error);
      lines.push(`${batch.id}: NOT enrolled: ${describe(error)}`);
    }
  }
  bar.end();
  process.stdout.write(`${lines.join('\n')}\n`);
  if (failures.length > 0) {
    throw new CommandRejected('enroll.incomplete', `${failures.length} of ${batches.length} people were not enrolled`, {
      remedy: 'See the lines above; those who were enrolled stay enrolled.',
    });
  }
}

async function fromPictures(eyes: Eyes, batch: Batch, step: (what: string) => void): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for (const file of batch.pictures) {
    samples.push(await samplePicture(eyes.vision, file, readPicture(file)));
    step(batch.id);
  }
  return samples;
}

/** The first good frames with one person alone; advice goes to standard error meanwhile. */
async function fromCamera(eyes: Eyes, step: (what: string) => void): Promise<readonly Sample[]> {
  const usable: Sample[] = [];
  let last: Sample | undefined;
  process.stderr.write('Look at the camera.\n');
  const begun = eyes.clock.monotonic();
  for await (const observation of eyes.observations(cameraTime)) {
    // Frames from before the prompt show whoever happened to stand there.
    if (elapsed(begun, observation.capturedAt) < 0) continue;
    const sample = judgeSample(`frame ${observation.sequence}`, observation.faces);
    if (sample.kind === 'usable') {
      usable.push(sample);
      step(`${usable.length} of ${cameraSamples}`);
    } else if (last?.kind !== 'refused' || last.reason !== sample.reason) {
      process.stderr.write(`${explainSample(sample.reason)}\n`);
    }
    last = sample;
    if (usable.length === cameraSamples) break;
  }
  return usable;
}
