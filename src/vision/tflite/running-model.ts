import { ModelError } from '../../base/errors.js';
import type { Claim } from './claimed-nodes.js';
import { type Graph, GraphRefusal } from './graph.js';
import { closed, LiveTensor } from './live-tensor.js';
import type { Delegate, Model, Tensor } from './model.js';
import { refusedModel } from './refused-model.js';

export interface RunningModelParts {
  readonly graph: Graph;
  /** Builds the same graph for another batch. @throws GraphRefusal */
  readonly build: (batch: number) => Graph;
  readonly name: string;
  readonly delegate: Delegate;
  readonly fallback?: string;
  /** Called once, on `close`. */
  readonly closed: () => void;
}

/** A model that is loaded and was run once. Owns its graph. */
export class RunningModel implements Model {
  readonly delegate: Delegate;
  readonly fallback?: string;
  readonly inputs: readonly LiveTensor[];
  readonly outputs: readonly LiveTensor[];
  private readonly parts: Omit<RunningModelParts, 'graph'>;
  private graph: Graph | undefined;

  /** @throws ModelError `model.unsupported-type` */
  constructor({ graph, ...parts }: RunningModelParts) {
    this.inputs = graph.inputs.map((tensor) => new LiveTensor(tensor));
    this.outputs = graph.outputs.map((tensor) => new LiveTensor(tensor));
    this.graph = graph;
    this.parts = parts;
    this.delegate = parts.delegate;
    if (parts.fallback !== undefined) this.fallback = parts.fallback;
  }

  /** The part of the graph that the delegate runs; undefined for the built-in kernels. */
  get claim(): Claim | undefined {
    return this.graph?.claim;
  }

  invoke(): void {
    if (this.graph === undefined) throw closed();
    try {
      this.graph.invoke();
    } catch (error) {
      throw error instanceof GraphRefusal ? refusedModel(error, this.parts.name) : error;
    }
  }

  /** Rebuilds the graph, which costs milliseconds: worth it for a stable batch size, not for one that changes with each frame. */
  resizeBatch(count: number): void {
    if (this.graph === undefined) throw closed();
    if (!Number.isInteger(count) || count < 1) throw this.noBatch(count, 'a batch size is a whole number, 1 or more');
    const input = this.inputs[0] as Tensor | undefined;
    if (input?.shape[0] === count) return;
    const next = this.tryBuild(count);
    this.graph.release();
    this.graph = next;
    for (const [i, tensor] of next.inputs.entries()) this.inputs[i]?.follow(tensor);
    for (const [i, tensor] of next.outputs.entries()) this.outputs[i]?.follow(tensor);
  }

  close(): void {
    if (this.graph === undefined) return;
    const graph = this.graph;
    this.graph = undefined;
    for (const tensor of [...this.inputs, ...this.outputs]) tensor.end();
    graph.release();
    this.parts.closed();
  }

  private tryBuild(count: number): Graph {
    let graph: Graph;
    try {
      graph = this.parts.build(count);
    } catch (error) {
      throw this.noBatch(count, error instanceof Error ? error.message : String(error), error);
    }
    try {
      const odd = graph.outputs.find(({ shape }) => shape[0] !== count);
      if (odd !== undefined) throw this.noBatch(count, `output ${odd.name} stays [${odd.shape.join(', ')}]`);
      if (this.claim !== undefined && graph.claim?.partitions === 0)
        throw this.noBatch(count, 'the delegate drops out');
      graph.invoke();
      return graph;
    } catch (error) {
      graph.release();
      throw error instanceof GraphRefusal ? this.noBatch(count, error.message, error) : error;
    }
  }

  private noBatch(count: number, why: string, cause?: unknown): ModelError {
    return new ModelError(
      'model.batch',
      `${this.parts.name} cannot run a batch of ${count} on ${this.delegate}: ${why}`,
      {
        remedy: 'Nothing to do: the model runs once for each face instead.',
        context: { model: this.parts.name, count, delegate: this.delegate },
        cause,
      },
    );
  }
}
