import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { CommandRejected } from '../../base/errors.js';
import { type Acquired, acquire, noGates, type Source } from '../../evaluation/acquire.js';
import { chart } from '../../evaluation/chart.js';
import { EmbeddingCache } from '../../evaluation/embedding-cache.js';
import { type Evaluation, evaluate, stepsOf, thresholdFor, type Wish } from '../../evaluation/evaluation.js';
import { report } from '../../evaluation/report.js';
import { onlyFold, type Protocol, parsePairs } from '../../evaluation/verification.js';
import { readBundle } from '../../models/bundle.js';
import type { TerminalConfig } from '../../settings/schema/schema.js';
import { openPipeline } from '../../vision/open-pipeline.js';
import { loadRuntime } from '../../vision/tflite/runtime.js';
import { configOption, readConfigIfAny } from '../config-option.js';
import { peopleOf } from '../people.js';
import { progress } from '../progress.js';
import { writeCardSection } from './card-section.js';

interface Options {
  readonly config: string;
  readonly people: string;
  readonly detector?: string;
  readonly pairs?: string;
  readonly fold?: number;
  readonly most: number;
  readonly thresholdFor: readonly Wish[];
  readonly card?: boolean;
  readonly curves?: string;
  readonly cache: string;
}

/** All similarities are held in memory at once: this many pictures take 600 MB. */
const mostPictures = 12_000;

export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description('error rates of embedders on a set of people, on the runtime of the terminal')
    .argument('[embedders...]', 'bundle folders; by default the configured one')
    .requiredOption(
      '--people <folder>',
      'pictures, FOLDER/<person>/*.jpg; no face of theirs is stored, but see --cache',
    )
    .option('--detector <folder>', 'detector bundle that finds and aligns the faces; by default the configured one')
    .option('--pairs <file>', 'pairs of the LFW protocol; by default pairs.txt in the folder of people, if it is there')
    .option('--fold <number>', 'only people and pairs of this fold, for a model trained on the others', fold)
    .option('--most <pictures>', 'evaluate whole people up to this many pictures', count, mostPictures)
    .option(
      '--threshold-for <wish>',
      'print a threshold for bundle.json: fpir=0.001@1000 or fmr=1e-6; repeatable',
      wish,
      [],
    )
    .option('--card', "write the report into the bundles' CARD.md, in place of an earlier one")
    .option('--curves <file.svg>', 'draw ROC, DET and open-set curves')
    .option('--cache <folder>', 'where embeddings are kept, so that a second run goes on', defaultCache())
    .addOption(configOption())
    .action(run);
}

async function run(embedders: readonly string[], options: Options): Promise<void> {
  const config = readConfigIfAny(options.config);
  const protocol = protocolOf(options);
  const sources = sourcesOf(options, protocol);
  const evaluations: Evaluation[] = [];
  for (const embedder of embedders.length > 0 ? embedders : [config.models.embedder]) {
    const done = await evaluateOne(
      embedder,
      options.detector ?? config.models.detector,
      sources,
      protocol,
      config,
      options.cache,
    );
    evaluations.push(done);
    const text = report(done);
    process.stdout.write(`${evaluations.length > 1 ? '\n' : ''}${text}\n`);
    if (options.card)
      writeCardSection(
        embedder,
        `${basename(resolve(options.people))}${options.fold === undefined ? '' : `, fold ${options.fold}`}`,
        text,
      );
    for (const wanted of options.thresholdFor) {
      const set = `${basename(resolve(options.people))}: ${done.pictures} pictures of ${done.comparisons.personCount} people, ${done.name}, all pictures without quality gates`;
      process.stdout.write(`\nfor bundle.json:\n${JSON.stringify(thresholdFor(done, wanted, set), null, 2)}\n`);
    }
  }
  if (options.curves !== undefined) writeFileSync(options.curves, chart(evaluations));
}

async function evaluateOne(
  embedderFolder: string,
  detectorFolder: string,
  sources: readonly Source[],
  protocol: Protocol | undefined,
  { inference }: TerminalConfig,
  cacheFolder: string,
): Promise<Evaluation> {
  const pipeline = await openPipeline({
    detectorFolder,
    embedderFolder,
    inference,
    quality: noGates,
    log: () => undefined,
  });
  const bundles = await Promise.all([detectorFolder, embedderFolder].map((folder) => readBundle(folder)));
  const name = bundles.map(({ bundle }) => bundle.name).join(' + ');
  const facts = [
    bundles.map(({ bundle: { sha256, input, output } }) => [sha256, input, output]),
    pipeline.space,
    pipeline.models,
    loadRuntime(inference.library).version,
  ];
  const key = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 32);
  const cache = new EmbeddingCache(cacheFolder, key, pipeline.space.dimension);
  const bar = progress('evaluating', stepsOf(sources.length));
  try {
    const acquired: Acquired = await acquire(sources, pipeline, cache, () => bar.step(name));
    if (new Set(acquired.samples.map(({ person }) => person)).size < 2) throw tooFew(acquired.samples.length);
    return evaluate(name, acquired, protocol, bar.step);
  } finally {
    bar.end();
    cache.close();
    pipeline.close();
  }
}

function protocolOf({ people, pairs, fold }: Options): Protocol | undefined {
  const file = pairs ?? join(people, 'pairs.txt');
  if (pairs === undefined && fold === undefined && !existsSync(file)) return undefined;
  const protocol = parsePairs(readText(file), file);
  return fold === undefined ? protocol : onlyFold(protocol, fold);
}

/** Whole people, of the fold where one was named, until the pictures would be too many. */
function sourcesOf({ people, most, fold }: Options, protocol: Protocol | undefined): readonly Source[] {
  const inFold = new Set(protocol?.pairs.flatMap(({ first, second }) => [first[0], second[0]]));
  const sources: Source[] = [];
  for (const { id, pictures } of peopleOf(people)) {
    if (fold !== undefined && !inFold.has(id)) continue;
    if (sources.length + pictures.length > most) {
      process.stderr.write(`${people}: only the first ${sources.length} pictures are evaluated; --most raises it\n`);
      break;
    }
    sources.push(...pictures.map((file) => ({ person: id, file })));
  }
  return sources;
}

function tooFew(pictures: number): CommandRejected {
  return new CommandRejected('evaluate.too-few', `faces were found in ${pictures} pictures, and not of two people`, {
    remedy: 'Give a folder with pictures of more people, several of each, and a detector that finds them.',
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CommandRejected('evaluate.pairs', `${file} cannot be read: ${(cause as Error).message}`, {
      remedy: 'Check the path and its permissions, or leave --pairs out.',
      cause,
    });
  }
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 2) throw new InvalidArgumentError('a whole number from 2 is needed');
  return number;
}

function fold(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('a whole number from 1 is needed');
  return number;
}

function wish(text: string, before: readonly Wish[]): readonly Wish[] {
  const [, rate, atMost = '', gallerySize] = /^(fmr|fpir)=([0-9.e-]+)(?:@(\d+))?$/.exec(text) ?? [];
  const share = Number(atMost);
  if (share > 0 && share < 1 && rate === 'fmr' && gallerySize === undefined)
    return [...before, { rate, atMost: share }];
  if (share > 0 && share < 1 && rate === 'fpir' && Number(gallerySize) > 0)
    return [...before, { rate, atMost: share, gallerySize: Number(gallerySize) }];
  throw new InvalidArgumentError('write fpir=RATE@PEOPLE, such as fpir=0.001@1000, or fmr=RATE, such as fmr=1e-6');
}

function defaultCache(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ostiary', 'evaluate');
}
