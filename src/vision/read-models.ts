import { readBundle } from '../models/bundle.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import type { ModelReading } from './domain/model-reading.js';
import { probeEdgeTpu } from './tflite/edgetpu-probe.js';
import { probeModel } from './tflite/probe-model.js';

/** How fast each model runs, on which delegate, in a process of its own. @throws ModelError (rejects) */
export async function readModels({
  models,
  inference,
  liveness,
}: Pick<TerminalConfig, 'models' | 'inference' | 'liveness'>): Promise<readonly ModelReading[]> {
  const { library, delegate, threads, edgeTpu } = inference;
  const tpu = delegate === 'edgetpu' || (delegate === 'auto' && (await probeEdgeTpu(edgeTpu)).usable);
  const own = { ...(library === undefined ? {} : { library }), ...(tpu ? { edgeTpu } : {}) };
  const readings: ModelReading[] = [];
  const pad = liveness.level === 'unchecked' ? [] : [models.pad];
  for (const folder of [models.detector, models.embedder, ...pad]) {
    const { bundle, bytes } = await readBundle(folder);
    const { name, role, sha256 } = bundle;
    const facts = await probeModel(bytes, { name, sha256, threads, delegate, ...own });
    const { invokeMs, runtime, fallback } = facts;
    readings.push({ name, role, delegate: facts.delegate, invokeMs, runtime, ...(fallback ? { fallback } : {}) });
  }
  return readings;
}
