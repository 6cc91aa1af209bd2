import type { LoadedModel } from '../models/domain/model-bundle.js';
import { createDetector } from './detect/detector.js';
import type { EmbeddingSpace } from './domain/embedding.js';
import type { PadFacts } from './domain/liveness.js';
import type { QualityLimits } from './domain/quality.js';
import { createEmbedder } from './embed/embedder.js';
import type { Image } from './imaging/image.js';
import { type InferenceConfig, OpenModels, readBundleOf } from './open-models.js';
import { openPad } from './open-pad.js';
import { createPipeline, type Processed } from './pipeline.js';

export interface PipelineSettings {
  readonly detectorFolder: string;
  readonly embedderFolder: string;
  /** Absent where no face is checked for liveness. */
  readonly padFolder?: string;
  readonly inference: InferenceConfig;
  readonly quality: QualityLimits;
  readonly log: (facts: object, message: string) => void;
}

export interface Pipeline {
  /** @throws ModelError if the runtime fails on detector or embedder, or the pipeline is closed. */
  process(image: Image): Processed;
  readonly space: EmbeddingSpace;
  readonly defaultMinSimilarity: number;
  /** Undefined without a usable passive liveness model: then no face is checked. */
  readonly pad?: PadFacts;
  /** Why the passive liveness model of the settings cannot be used, or failed on the latest face. */
  padFault(): Error | undefined;
  readonly models: readonly LoadedModel[];
  /** Idempotent. */
  close(): void;
}

/**
 * Reads the bundles, loads their models and builds the pipeline. A passive liveness model that cannot be used is no error: `padFault`.
 * @throws ModelError for detector, embedder or a runtime that cannot be used; `bundle.role` if a folder holds another kind.
 */
export async function openPipeline(settings: PipelineSettings): Promise<Pipeline> {
  const { inference, quality, log } = settings;
  const detectorFile = await readBundleOf('detector', settings.detectorFolder);
  const embedderFile = await readBundleOf('embedder', settings.embedderFolder);
  const models = await OpenModels.with(inference, log);
  try {
    const embedder = models.open(embedderFile, createEmbedder);
    const detector = models.open(detectorFile, createDetector);
    const pad = await openPad(settings.padFolder, models, log);
    const now = () => performance.now();
    return {
      process: createPipeline({ detector, embedder, checkLiveness: pad.check, quality, now }),
      space: embedder.space,
      defaultMinSimilarity: embedderFile.bundle.defaultMinSimilarity,
      ...(pad.facts === undefined ? {} : { pad: pad.facts }),
      padFault: pad.fault,
      models: models.facts(),
      close: () => models.close(),
    };
  } catch (error) {
    models.close();
    throw error;
  }
}
