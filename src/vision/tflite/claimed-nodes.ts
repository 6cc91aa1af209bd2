import koffi from 'koffi';
import type { Pointer } from './native.js';

/** How much of a graph a delegate took over. */
export interface Claim {
  /** Operations of the model before the delegate. */
  readonly before: number;
  /** Steps left to the built-in kernels. */
  readonly left: number;
  /** Parts of the graph that the delegate runs, each as one step. */
  readonly partitions: number;
}

export interface ClaimWatch {
  /** Undefined if the runtime did not call the delegate's `Prepare`. */
  claim(): Claim | undefined;
  /** Only after the delegate is gone. */
  stop(): void;
}

const builtinDelegate = 51;
const prepareType = koffi.proto('int', ['void *', 'void *']);
const planType = koffi.proto('int', ['void *', koffi.out(koffi.pointer('void *'))]);
const nodeType = koffi.proto('int', [
  'void *',
  'int',
  koffi.out(koffi.pointer('void *')),
  koffi.out(koffi.pointer('void *')),
]);

// Offsets of TfLiteDelegate, TfLiteContext and TfLiteRegistration (LP64), the same since TensorFlow 1.15.
const delegatePrepare = 8;
const contextGetExecutionPlan = 8;
const contextGetNodeAndRegistration = 56;
const registrationBuiltinCode = 40;

/**
 * Hooks a delegate's `Prepare` to count what the delegate claims: the runtime's own "Created … delegate" line does not say that. Attach it
 * before passing the delegate to an interpreter.
 */
export function watchClaim(delegate: Pointer): ClaimWatch {
  let claim: Claim | undefined;
  const original = koffi.decode(delegate, delegatePrepare, 'void *') as Pointer | null;
  if (original === null) return { claim: () => undefined, stop: () => {} };
  const prepare = (context: Pointer, self: Pointer): number => {
    const before = steps(context).length;
    const status = koffi.call(original, prepareType, context, self) as number;
    if (status !== 0) return status;
    const codes = steps(context);
    const partitions = codes.filter((code) => code === builtinDelegate).length;
    claim = { before, left: codes.length - partitions, partitions };
    return status;
  };
  const callback = koffi.register(prepare, koffi.pointer(prepareType));
  koffi.encode(delegate, delegatePrepare, 'void *', callback);
  return { claim: () => claim, stop: () => koffi.unregister(callback) };
}

/** Operation codes of the execution plan, in order; only valid within `Prepare`. */
function steps(context: Pointer): readonly number[] {
  const plan: [Pointer | null] = [null];
  const getPlan = koffi.decode(context, contextGetExecutionPlan, 'void *') as Pointer;
  if (koffi.call(getPlan, planType, context, plan) !== 0 || plan[0] === null) return [];
  const size = koffi.decode(plan[0], 'int32_t') as number;
  const nodes = koffi.decode(plan[0], 4, 'int32_t', size) as Int32Array;
  const getNode = koffi.decode(context, contextGetNodeAndRegistration, 'void *') as Pointer;
  return Array.from(nodes, (index) => {
    const node: [Pointer | null] = [null];
    const registration: [Pointer | null] = [null];
    if (koffi.call(getNode, nodeType, context, index, node, registration) !== 0 || registration[0] === null) return -1;
    return koffi.decode(registration[0], registrationBuiltinCode, 'int32_t') as number;
  });
}
