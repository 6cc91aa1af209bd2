import koffi from 'koffi';
import type { Claim } from './claimed-nodes.js';
import type { OpenDelegate } from './delegates.js';
import type { Pointer } from './native.js';
import type { Runtime } from './runtime.js';
import { ViewLifetime } from './view-lifetime.js';

/** The runtime refused a step; `reported` holds its messages. */
export class GraphRefusal extends Error {
  readonly step: 'create' | 'resize' | 'delegate' | 'allocate' | 'tensor' | 'invoke';
  readonly reported: string;
  constructor(step: GraphRefusal['step'], reported: string) {
    super(reported === '' ? `the runtime refused to ${step}` : reported);
    this.step = step;
    this.reported = reported;
  }
}

export interface NativeTensor {
  readonly name: string;
  /** TfLiteType. */
  readonly type: number;
  readonly shape: readonly number[];
  readonly scale: number;
  readonly zeroPoint: number;
  readonly byteLength: number;
  /** A new view on its memory, without copying. The memory stays valid until the view is garbage-collected. */
  view(): ArrayBuffer;
}

const allocationType = 32;
const dynamicAllocation = 4;

/** One interpreter, ready to run, with its delegate. */
export class Graph {
  readonly claim: Claim | undefined;
  readonly inputs: readonly NativeTensor[];
  readonly outputs: readonly NativeTensor[];
  private readonly runtime: Runtime;
  private readonly interpreter: Pointer;
  private readonly lifetime: ViewLifetime;

  /**
   * @param model Must stay open until `freed` is called.
   * @param delegate Owned by the graph from here on, even if the constructor throws.
   * @param batch Leading dimension of input 0; the model's own if absent.
   * @throws GraphRefusal after freeing everything and calling `freed`.
   */
  constructor(
    runtime: Runtime,
    model: Pointer,
    {
      threads,
      delegate,
      batch,
      freed,
    }: {
      readonly threads: number;
      readonly delegate: OpenDelegate | undefined;
      readonly batch?: number;
      readonly freed: () => void;
    },
  ) {
    this.runtime = runtime;
    const { native } = runtime;
    runtime.errors.take();
    const interpreter = createInterpreter(runtime, model, threads, batch === undefined ? delegate : undefined);
    this.lifetime = new ViewLifetime(freeing(runtime, interpreter, delegate, freed));
    try {
      if (interpreter === null) throw this.refusal('create');
      this.interpreter = interpreter;
      if (batch !== undefined) this.resize(batch, delegate);
      if (native.allocateTensors(interpreter) !== 0) throw this.refusal('allocate');
      this.claim = delegate?.claim();
      const { inputCount, inputTensor, outputCount, outputTensor } = native;
      this.inputs = range(inputCount(interpreter)).map((i) => this.describe(inputTensor(interpreter, i)));
      this.outputs = range(outputCount(interpreter)).map((i) => this.describe(outputTensor(interpreter, i)));
    } catch (error) {
      this.lifetime.release();
      throw error;
    }
  }

  /** Sets all inputs to zero bytes. */
  clearInputs(): void {
    const { native } = this.runtime;
    for (const [i, { byteLength }] of this.inputs.entries()) {
      const tensor = native.inputTensor(this.interpreter, i);
      if (tensor !== null) native.copyInto(tensor, new Uint8Array(byteLength), byteLength);
    }
  }

  /** @throws GraphRefusal */
  invoke(): void {
    if (this.runtime.native.invoke(this.interpreter) !== 0) throw this.refusal('invoke');
  }

  /** Frees interpreter, then delegate, then calls `freed`, as soon as no view is reachable. Idempotent. */
  release(): void {
    this.lifetime.release();
  }

  /** XNNPACK makes a graph immutable, so the input is resized before the delegate is applied. */
  private resize(batch: number, delegate: OpenDelegate | undefined): void {
    const { native } = this.runtime;
    const input = native.inputTensor(this.interpreter, 0);
    if (input === null) throw this.refusal('resize');
    const shape = Int32Array.of(batch, ...shapeOf(native, input).slice(1));
    if (native.resizeInput(this.interpreter, 0, shape, shape.length) !== 0) throw this.refusal('resize');
    if (delegate === undefined) return;
    if (native.allocateTensors(this.interpreter) !== 0) throw this.refusal('allocate');
    if (native.modifyGraphWithDelegate?.(this.interpreter, delegate.handle) !== 0) throw this.refusal('delegate');
  }

  private describe(tensor: Pointer | null): NativeTensor {
    if (tensor === null) throw this.refusal('tensor');
    const { native } = this.runtime;
    const byteLength = native.tensorByteSize(tensor);
    const data = native.tensorData(tensor);
    // The memory of a dynamic tensor moves with each run, so no view on it is safe.
    if (koffi.decode(tensor, allocationType, 'int32_t') === dynamicAllocation || data === null) {
      throw new GraphRefusal('tensor', `tensor ${native.tensorName(tensor)} has no fixed size`);
    }
    return {
      name: native.tensorName(tensor) ?? '',
      type: native.tensorType(tensor),
      shape: shapeOf(native, tensor),
      ...native.tensorQuantization(tensor),
      byteLength,
      view: () => this.lifetime.view(data, byteLength),
    };
  }

  private refusal(step: GraphRefusal['step']): GraphRefusal {
    return new GraphRefusal(step, this.runtime.errors.take());
  }
}

// A separate scope: a closure made in the constructor would keep the graph, and so its views, reachable.
function freeing(
  { native }: Runtime,
  interpreter: Pointer | null,
  delegate: OpenDelegate | undefined,
  freed: () => void,
): () => void {
  return () => {
    if (interpreter !== null) native.interpreterDelete(interpreter);
    delegate?.destroy();
    freed();
  };
}

function createInterpreter(runtime: Runtime, model: Pointer, threads: number, delegate: OpenDelegate | undefined) {
  const { native } = runtime;
  const options = native.optionsCreate();
  native.optionsSetNumThreads(options, threads);
  native.optionsSetErrorReporter(options, runtime.errors.reporter, null);
  if (delegate !== undefined) native.optionsAddDelegate(options, delegate.handle);
  const interpreter = native.interpreterCreate(model, options);
  native.optionsDelete(options);
  return interpreter;
}

function shapeOf(native: Runtime['native'], tensor: Pointer): readonly number[] {
  return range(Math.max(native.tensorRank(tensor), 0)).map((axis) => native.tensorDim(tensor, axis));
}

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);
