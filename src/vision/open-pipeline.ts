import { ModelError } from '../base/errors.js';
import { type LoadedBundle, readBundle } from '../models/bundle.js';
import type { DetectorBundle, EmbedderBundle, LoadedModel, ModelBundle } from '../models/domain/model-bundle.js';
import { createDetector } from './detect/detector.js';
import type { EmbeddingSpace } from './domain/embedding.js';
import type { QualityLimits } from './domain/quality.js';
import { createEmbedder } from './embed/embedder.js';
import type { Image } from './imaging/image.js';
import { livenessNotChecked } from './liveness/liveness-check.js';
import { createPipeline, type Processed } from './pipeline.js';
import type { DelegateChoice } from './tflite/delegate-choice.js';
import type { EdgeTpuSettings } from './tflite/delegates.js';
import { probeEdgeTpu } from './tflite/edgetpu-probe.js';
import { type LoadOptions, loadModel } from './tflite/load-model.js';
import type { Model } from './tflite/model.js';
import { loadRuntime } from './tflite/runtime.js';

export interface InferenceConfig {
  /** Path of a TFLite C library; absent means the one installed with Ostiary. */
  readonly library?: string;
  readonly delegate: DelegateChoice;
  readonly threads: number;
  /** Absent if there is no Edge TPU to try. */
  readonly edgeTpu?: EdgeTpuSettings;
}

export interface PipelineSettings {
  readonly detectorFolder: string;
  readonly embedderFolder: string;
  readonly inference: InferenceConfig;
  readonly quality: QualityLimits;
  readonly log: (facts: object, message: string) => void;
}

export interface Pipeline {
  /** @throws ModelError if the runtime fails or the pipeline is closed. */
  process(image: Image): Processed;
  readonly space: EmbeddingSpace;
  readonly defaultMinSimilarity: number;
  readonly models: readonly LoadedModel[];
  /** Idempotent. */
  close(): void;
}

/**
 * Reads both bundles, loads their models and builds the pipeline.
 * @throws ModelError for a bundle, model or runtime that cannot be used; `bundle.role` if a folder holds the other kind.
 */
export async function openPipeline(settings: PipelineSettings): Promise<Pipeline> {
  const detector = withRole(await readBundle(settings.detectorFolder), 'detector', settings.detectorFolder);
  const embedder = withRole(await readBundle(settings.embedderFolder), 'embedder', settings.embedderFolder);
  const load = await loaderFor(settings);
  const opened: { readonly bundle: ModelBundle; readonly model: Model }[] = [];
  const open = ({ bundle, bytes }: LoadedBundle): Model => {
    const model = load(bundle, bytes);
    opened.push({ bundle, model });
    return model;
  };
  const close = () => {
    for (const { model } of opened) model.close();
  };
  try {
    const embed = createEmbedder(embedder.bundle, open(embedder));
    const process = createPipeline({
      detector: createDetector(detector.bundle, open(detector)),
      embedder: embed,
      checkLiveness: livenessNotChecked,
      quality: settings.quality,
      now: () => performance.now(),
    });
    const { defaultMinSimilarity } = embedder.bundle;
    return { process, space: embed.space, defaultMinSimilarity, models: opened.map(factsOf), close };
  } catch (error) {
    close();
    throw error;
  }
}

async function loaderFor({ inference, log }: PipelineSettings): Promise<(bundle: ModelBundle, bytes: Buffer) => Model> {
  const { library, delegate, threads, edgeTpu } = inference;
  const runtime = loadRuntime(library);
  const wanted = edgeTpu !== undefined && (delegate === 'edgetpu' || delegate === 'auto');
  const accelerator: Pick<LoadOptions, 'edgeTpu' | 'edgeTpuUsable'> = wanted
    ? { edgeTpu, edgeTpuUsable: await probeEdgeTpu(edgeTpu) }
    : {};
  return ({ name, sha256 }, bytes) =>
    loadModel(bytes, { runtime, name, sha256, threads, delegate, ...accelerator, log });
}

interface BundleOfRole {
  readonly detector: DetectorBundle;
  readonly embedder: EmbedderBundle;
}

function withRole<Role extends ModelBundle['role']>(
  { bundle, bytes }: LoadedBundle,
  role: Role,
  folder: string,
): { readonly bundle: BundleOfRole[Role]; readonly bytes: Buffer } {
  if (bundle.role !== role) {
    throw new ModelError('bundle.role', `${folder} contains a bundle of the ${bundle.role}, not of the ${role}`, {
      remedy: `Set models.${role} to the folder of the ${role} bundle.`,
      context: { folder, bundle: bundle.name },
    });
  }
  return { bundle: bundle as BundleOfRole[Role], bytes };
}

function factsOf({
  bundle: { name, role },
  model: { delegate, fallback },
}: {
  readonly bundle: ModelBundle;
  readonly model: Model;
}): LoadedModel {
  return { name, role, delegate, ...(fallback === undefined ? {} : { fallback }) };
}
