import { readBundle } from '../models/bundle.js';
import { loadModel } from '../vision/tflite/load-model.js';
import type { Model } from '../vision/tflite/model.js';
import { loadRuntime } from '../vision/tflite/runtime.js';

export interface Latency {
  readonly name: string;
  readonly delegate: string;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
}

interface Contender {
  readonly name: string;
  readonly model: Model;
  readonly times: number[];
}

interface Inference {
  readonly library?: string;
  readonly threads: number;
}

const warmUp = 10;

/** How long an invoke takes, for each bundle on XNNPACK and on the built-in kernels. @throws ModelError (rejects) */
export async function measureLatency(
  folders: readonly string[],
  inference: Inference,
  runs: number,
): Promise<readonly Latency[]> {
  const contenders = await open(folders, inference);
  try {
    // In turns: what else goes on in the machine falls on all alike.
    for (let run = 0; run < runs + warmUp; run++) for (const contender of contenders) time(contender, run >= warmUp);
    return contenders.map(({ name, model, times }) => {
      const { delegate } = model;
      return { name, delegate, p50: quantile(times, 0.5), p95: quantile(times, 0.95) };
    });
  } finally {
    for (const { model } of contenders) model.close();
  }
}

async function open(folders: readonly string[], { library, threads }: Inference): Promise<readonly Contender[]> {
  const runtime = loadRuntime(library);
  const contenders: Contender[] = [];
  for (const folder of folders) {
    const { bundle, bytes } = await readBundle(folder);
    for (const delegate of ['xnnpack', 'builtin'] as const) {
      const { name, sha256 } = bundle;
      const model = loadModel(bytes, { runtime, name, sha256, threads, delegate, log: () => undefined });
      for (const { data } of model.inputs) for (let i = 0; i < data.length; i++) data[i] = (i * 31) % 127;
      contenders.push({ name, model, times: [] });
    }
  }
  return contenders;
}

function time({ model, times }: Contender, counts: boolean): void {
  const begun = performance.now();
  model.invoke();
  if (counts) times.push(performance.now() - begun);
}

const quantile = (times: readonly number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor(share * times.length)] ?? Number.NaN;
