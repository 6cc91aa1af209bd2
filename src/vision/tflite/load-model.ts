import { InvariantError } from '../../base/errors.js';
import { type Candidate, type DelegateChoice, type EdgeTpuVerdict, planDelegates } from './delegate-choice.js';
import type { EdgeTpuSettings } from './delegates.js';
import { Graph, GraphRefusal } from './graph.js';
import type { Model } from './model.js';
import { type ModelFile, openModelFile } from './open-model-file.js';
import { refusedModel } from './refused-model.js';
import { RunningModel } from './running-model.js';
import type { Runtime } from './runtime.js';

export interface LoadOptions {
  readonly runtime: Runtime;
  /** Name of the model in logs and errors. */
  readonly name: string;
  /** Lower-case hex SHA-256 that the bytes must have. */
  readonly sha256: string;
  readonly threads: number;
  readonly delegate: DelegateChoice;
  readonly edgeTpu?: EdgeTpuSettings;
  /** From `probeEdgeTpu`; without it the Edge TPU is never used. */
  readonly edgeTpuUsable?: EdgeTpuVerdict;
  readonly log: (facts: object, message: string) => void;
}

/**
 * Loads a model on the best delegate that works, which it finds out by running the model once on zeros. Logs the delegate.
 * @throws ModelError `model.digest-mismatch`, `model.truncated`, `model.corrupt`, `model.unsupported-op`,
 *   `model.unsupported-type`, `model.invoke`.
 */
export function loadModel(bytes: Uint8Array, options: LoadOptions): Model {
  const { runtime, name, threads, log } = options;
  if (!Number.isInteger(threads) || threads < 1) throw new InvariantError('model.threads', `${threads} threads`);
  const file = openModelFile(runtime, bytes, options.sha256, name);
  try {
    const { candidates, fallback } = planDelegates(runtime, options);
    const reasons = fallback === undefined ? [] : [fallback];
    for (const candidate of candidates) {
      try {
        const model = start(file, candidate, options, reasons);
        const claim = model.claim === undefined ? {} : { operations: model.claim };
        const facts = { model: name, delegate: model.delegate, threads, runtime: runtime.version, ...claim };
        if (model.fallback === undefined) log(facts, 'model loaded');
        else log({ ...facts, fallback: model.fallback }, 'model loaded on a slower delegate than requested');
        return model;
      } catch (error) {
        if (candidate.delegate === 'builtin') throw error instanceof GraphRefusal ? refusedModel(error, name) : error;
        reasons.push(`${candidate.delegate}: ${error instanceof Error ? error.message : error}`);
      }
    }
    throw new InvariantError('model.no-delegate', 'no delegate can run the model');
  } catch (error) {
    file.release();
    throw error;
  }
}

/** @throws GraphRefusal, TerminalError or Error if this delegate does not work; everything is freed then. */
function start(
  file: ModelFile,
  candidate: Candidate,
  { runtime, threads, name }: LoadOptions,
  reasons: readonly string[],
): RunningModel {
  const build = (batch?: number): Graph => {
    const delegate = candidate.open();
    const size = batch === undefined ? {} : { batch };
    return new Graph(runtime, file.handle, { threads, delegate, ...size, freed: file.hold() });
  };
  const graph = build();
  try {
    if (graph.claim !== undefined && graph.claim.partitions === 0) {
      throw new Error('it supports none of the operations of this model');
    }
    graph.clearInputs();
    graph.invoke();
    return new RunningModel({
      graph,
      build,
      name,
      delegate: candidate.delegate,
      ...(reasons.length === 0 ? {} : { fallback: reasons.join('; ') }),
      closed: () => file.release(),
    });
  } catch (error) {
    graph.release();
    throw error;
  }
}
