import type { LoadedBundle } from '../models/bundle.js';
import type { ModelBundle } from '../models/domain/model-bundle.js';
import { createDetector } from './detect/detector.js';
import { createEmbedder } from './embed/embedder.js';
import { createPad } from './liveness/pad-model.js';
import { loadModel } from './tflite/load-model.js';
import type { Model } from './tflite/model.js';
import { loadRuntime } from './tflite/runtime.js';

/**
 * Checks that model and manifest match, as the vision process does. Loads the model in this process: probe it first.
 * @throws ModelError `model.*`
 */
export function checkBundle({ bundle, bytes }: LoadedBundle, library: string | undefined): void {
  const { name, sha256 } = bundle;
  const runtime = loadRuntime(library);
  const model = loadModel(bytes, { runtime, name, sha256, threads: 1, delegate: 'builtin', log: () => undefined });
  try {
    createPart(bundle, model);
  } finally {
    model.close();
  }
}

function createPart(bundle: ModelBundle, model: Model): unknown {
  switch (bundle.role) {
    case 'detector':
      return createDetector(bundle, model);
    case 'embedder':
      return createEmbedder(bundle, model);
    case 'pad':
      return createPad(bundle, model);
    default:
      return bundle satisfies never;
  }
}
