import type { LoadedBundle } from '../models/bundle.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { checkBundle } from './check-bundle.js';
import { probeModel } from './tflite/probe-model.js';
import type { ModelFacts } from './tflite/probe-protocol.js';

/** Runs a bundle's model in a separate process and compares the results with its manifest. @throws ModelError if it must not be used. */
export async function proveBundle(loaded: LoadedBundle, inference: TerminalConfig['inference']): Promise<ModelFacts> {
  const { name, sha256 } = loaded.bundle;
  const { library, delegate, threads, edgeTpu } = inference;
  const where = library === undefined ? {} : { library };
  const facts = await probeModel(loaded.bytes, { name, sha256, threads, delegate, edgeTpu, ...where });
  checkBundle(loaded, library);
  return facts;
}
