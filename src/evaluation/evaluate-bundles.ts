import { createHash } from 'node:crypto';
import { CommandRejected } from '../base/errors.js';
import { readBundle } from '../models/bundle.js';
import type { InferenceConfig } from '../vision/open-models.js';
import { openPipeline } from '../vision/open-pipeline.js';
import { loadRuntime } from '../vision/tflite/runtime.js';
import { acquire, noGates, type Source } from './embed-pictures.js';
import { EmbeddingCache } from './embedding-cache.js';
import { type Evaluation, evaluate, stepsOf } from './error-rates.js';
import type { Protocol } from './lfw-protocol.js';

interface Pair {
  readonly detectorFolder: string;
  readonly embedderFolder: string;
  readonly inference: InferenceConfig;
}

interface Pictures {
  readonly sources: readonly Source[];
  readonly protocol: Protocol | undefined;
  /** Where embeddings are kept, so that a second run goes on. */
  readonly cacheFolder: string;
}

/** Told of the work, for a progress bar. */
interface Bar {
  readonly step: (what: string) => void;
  readonly end: () => void;
}

/**
 * The error rates of a detector and an embedder on a set of pictures, on the runtime of the terminal.
 * @throws CommandRejected `evaluate.too-few`; ModelError (rejects)
 */
export async function evaluateBundles(
  { detectorFolder, embedderFolder, inference }: Pair,
  { sources, protocol, cacheFolder }: Pictures,
  startBar: (steps: number) => Bar,
): Promise<Evaluation> {
  const settings = { detectorFolder, embedderFolder, inference, quality: noGates, log: () => undefined };
  const pipeline = await openPipeline(settings);
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
  const bar = startBar(stepsOf(sources.length));
  try {
    const acquired = await acquire(sources, pipeline, cache, () => bar.step(name));
    if (new Set(acquired.samples.map(({ person }) => person)).size < 2) throw tooFew(acquired.samples.length);
    return evaluate(name, acquired, protocol, bar.step);
  } finally {
    bar.end();
    cache.close();
    pipeline.close();
  }
}

function tooFew(pictures: number): CommandRejected {
  return new CommandRejected('evaluate.too-few', `faces were found in ${pictures} pictures, and not of two people`, {
    remedy: 'Give a folder with pictures of more people, several of each, and a detector that finds them.',
  });
}
