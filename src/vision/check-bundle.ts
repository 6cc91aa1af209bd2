import type { LoadedBundle } from '../models/bundle.js';
import { createDetector } from './detect/detector.js';
import { createEmbedder } from './embed/embedder.js';
import { loadModel } from './tflite/load-model.js';
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
    if (bundle.role === 'detector') createDetector(bundle, model);
    else createEmbedder(bundle, model);
  } finally {
    model.close();
  }
}
