import { writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { UsageError } from '../../base/errors.js';
import { choosePictures, type PictureSet, readProtocol } from '../../evaluation/choose-pictures.js';
import { chart } from '../../evaluation/error-rate-chart.js';
import { report } from '../../evaluation/error-rate-report.js';
import { type Evaluation, thresholdFor, type Wish } from '../../evaluation/error-rates.js';
import { evaluateBundles } from '../../evaluation/evaluate-bundles.js';
import { readBundle } from '../../models/bundle.js';
import { writeCardSection } from '../../models/card-section.js';
import { requireEmbedder } from '../../models/domain/model-bundle.js';
import { configOption, readConfigIfAny } from '../config-option.js';
import { progress } from '../progress.js';
import { runAttacks } from './evaluate-attacks.js';

interface PeopleOptions extends PictureSet {
  readonly config: string;
  readonly detector?: string;
  readonly thresholdFor: readonly Wish[];
  readonly card?: boolean;
  readonly curves?: string;
  readonly cache: string;
}

interface Options extends Omit<PeopleOptions, 'people'> {
  readonly people?: string;
  readonly attacks?: string;
  readonly svg?: string;
  readonly json?: boolean;
}

/** All similarities are held in memory: this many pictures take 600 MB. */
const mostPictures = 12_000;

export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description(
      'measure the error rates of embedders on people, or of a passive liveness model on attacks, with the terminal’s own runtime',
    )
    .argument('[bundles...]', 'bundle folders (default: the configured one)')
    .option('--people <folder>', 'for embedders: pictures, FOLDER/<person>/*.jpg; stores nothing, except with --cache')
    .option(
      '--attacks <folder>',
      'for a passive liveness model: FOLDER/live/** and FOLDER/<species>/**, one sub-folder for each presentation; stores nothing',
    )
    .option('--detector <folder>', 'detector bundle that finds and aligns the faces (default: the configured one)')
    .option('--pairs <file>', 'pairs file of the LFW protocol (default: pairs.txt in the folder of people, if present)')
    .option('--fold <number>', 'use only the people and pairs of this fold, for a model trained on the others', fold)
    .option('--most <pictures>', 'limit the number of pictures; only complete people are used', count, mostPictures)
    .option(
      '--threshold-for <wish>',
      'print a threshold for bundle.json: fpir=0.001@1000 or fmr=1e-6; may be repeated',
      wish,
      [],
    )
    .option('--card', "write the report into the bundles' CARD.md; replaces an earlier report")
    .option('--curves <file.svg>', 'draw ROC, DET and open-set curves')
    .option('--cache <folder>', 'store embeddings here, so that a second run resumes', defaultCache())
    .option('--svg <file.svg>', 'with --attacks: draw DET curves, one for each species')
    .option('--json', 'with --attacks: print JSON')
    .addOption(configOption())
    .action(run);
}

async function run(bundles: readonly string[], options: Options): Promise<void> {
  const { people, attacks } = options;
  if (people !== undefined && attacks === undefined) return runPeople(bundles, { ...options, people });
  if (attacks !== undefined && people === undefined && bundles.length < 2)
    return runAttacks(bundles[0], { ...options, attacks });
  throw new UsageError('evaluate.usage', 'give either --people, or --attacks with at most one bundle', {
    remedy: 'Run: ostiary model evaluate EMBEDDER --people DIR, or ostiary model evaluate PAD --attacks DIR.',
  });
}

async function runPeople(embedders: readonly string[], options: PeopleOptions): Promise<void> {
  const { models, inference } = readConfigIfAny(options.config);
  const { people, cache: cacheFolder, detector: detectorFolder = models.detector } = options;
  const protocol = readProtocol(options);
  const sources = choosePictures(options, protocol, (pictures) => {
    process.stderr.write(`${people}: only the first ${pictures} pictures are evaluated; --most raises it\n`);
  });
  const set = basename(resolve(people));
  const evaluations: Evaluation[] = [];
  const folders = embedders.length > 0 ? embedders : [models.embedder];
  for (const folder of folders) requireEmbedder((await readBundle(folder)).bundle, folder);
  for (const embedderFolder of folders) {
    const pair = { detectorFolder, embedderFolder, inference };
    const startBar = (steps: number) => progress('evaluating', steps);
    const done = await evaluateBundles(pair, { sources, protocol, cacheFolder }, startBar);
    evaluations.push(done);
    const text = report(done);
    process.stdout.write(`${evaluations.length > 1 ? '\n' : ''}${text}\n`);
    if (options.card)
      writeCardSection(embedderFolder, options.fold === undefined ? set : `${set}, fold ${options.fold}`, text);
    for (const wanted of options.thresholdFor) {
      const measured = `${set}: ${done.pictures} pictures of ${done.comparisons.personCount} people, ${done.name}, all pictures without quality gates`;
      process.stdout.write(`\nfor bundle.json:\n${JSON.stringify(thresholdFor(done, wanted, measured), null, 2)}\n`);
    }
  }
  if (options.curves !== undefined) writeFileSync(options.curves, chart(evaluations));
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 2) throw new InvalidArgumentError('expected a whole number, 2 or more');
  return number;
}

function fold(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('expected a whole number, 1 or more');
  return number;
}

function wish(text: string, before: readonly Wish[]): readonly Wish[] {
  const [, rate, atMost = '', gallerySize] = /^(fmr|fpir)=([0-9.e-]+)(?:@(\d+))?$/.exec(text) ?? [];
  const share = Number(atMost);
  if (share > 0 && share < 1 && rate === 'fmr' && gallerySize === undefined)
    return [...before, { rate, atMost: share }];
  if (share > 0 && share < 1 && rate === 'fpir' && Number(gallerySize) > 0)
    return [...before, { rate, atMost: share, gallerySize: Number(gallerySize) }];
  throw new InvalidArgumentError(
    'expected fpir=RATE@PEOPLE, for example fpir=0.001@1000, or fmr=RATE, for example fmr=1e-6',
  );
}

function defaultCache(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ostiary', 'evaluate');
}
