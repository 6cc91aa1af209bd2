import { ModelError } from '../base/errors.js';
import { readBundle } from '../models/bundle.js';
import type { LoadedModel, ModelBundle } from '../models/domain/model-bundle.js';
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

type Role = ModelBundle['role'];
type BundleOf<R extends Role> = Extract<ModelBundle, { role: R }>;

/** A bundle of one role, and its model's bytes. */
export interface BundleFile<R extends Role> {
  readonly bundle: BundleOf<R>;
  readonly bytes: Buffer;
}

/** Reads the bundle in `folder`. @throws ModelError as `readBundle` does; `bundle.role` if it holds another kind. */
export async function readBundleOf<R extends Role>(role: R, folder: string): Promise<BundleFile<R>> {
  const { bundle, bytes } = await readBundle(folder);
  if (bundle.role !== role) {
    throw new ModelError('bundle.role', `${folder} contains a bundle of the ${bundle.role}, not of the ${role}`, {
      remedy: `Set models.${role} to the folder of the ${role} bundle.`,
      context: { folder, bundle: bundle.name },
    });
  }
  return { bundle: bundle as BundleOf<R>, bytes };
}

/** Loads models of bundles and owns them. */
export class OpenModels {
  readonly #load: (bundle: ModelBundle, bytes: Buffer) => Model;
  readonly #opened: { readonly bundle: ModelBundle; readonly model: Model }[] = [];

  private constructor(load: (bundle: ModelBundle, bytes: Buffer) => Model) {
    this.#load = load;
  }

  /** @throws ModelError for a runtime that cannot be used. */
  static async with(
    { library, delegate, threads, edgeTpu }: InferenceConfig,
    log: LoadOptions['log'],
  ): Promise<OpenModels> {
    const runtime = loadRuntime(library);
    const wanted = edgeTpu !== undefined && (delegate === 'edgetpu' || delegate === 'auto');
    const accelerator: Pick<LoadOptions, 'edgeTpu' | 'edgeTpuUsable'> = wanted
      ? { edgeTpu, edgeTpuUsable: await probeEdgeTpu(edgeTpu) }
      : {};
    return new OpenModels(({ name, sha256 }, bytes) =>
      loadModel(bytes, { runtime, name, sha256, threads, delegate, ...accelerator, log }),
    );
  }

  /** Loads the model and creates a part on it; neither stays if one fails. @throws ModelError */
  open<R extends Role, Part>(
    { bundle, bytes }: BundleFile<R>,
    create: (bundle: BundleOf<R>, model: Model) => Part,
  ): Part {
    const model = this.#load(bundle, bytes);
    try {
      const part = create(bundle, model);
      this.#opened.push({ bundle, model });
      return part;
    } catch (error) {
      model.close();
      throw error;
    }
  }

  facts(): readonly LoadedModel[] {
    return this.#opened.map(({ bundle: { name, role, sha256 }, model: { delegate, fallback } }) => ({
      name,
      role,
      digest: sha256.slice(0, 16),
      delegate,
      ...(fallback === undefined ? {} : { fallback }),
    }));
  }

  /** Idempotent. */
  close(): void {
    for (const { model } of this.#opened) model.close();
  }
}
