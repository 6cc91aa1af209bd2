import { type EdgeTpuSettings, type OpenDelegate, openEdgeTpu, openXnnpack } from './delegates.js';
import type { Delegate } from './model.js';
import type { Runtime } from './runtime.js';

/** `auto`: the Edge TPU if a probe found it usable, otherwise XNNPACK, otherwise the built-in kernels. */
export type DelegateChoice = 'auto' | 'xnnpack' | 'edgetpu' | 'builtin';

/** Result of probing the Edge TPU in a separate process. */
export type EdgeTpuVerdict = { readonly usable: true } | { readonly usable: false; readonly reason: string };

/** One way to run a model. */
export interface Candidate {
  readonly delegate: Delegate;
  /**
   * Undefined for the built-in kernels. @throws ModelError if the accelerator refuses; Error if there is no such delegate.
   */
  open(): OpenDelegate | undefined;
}

export interface DelegatePlan {
  /** Best first; the last is always the built-in kernels. */
  readonly candidates: readonly Candidate[];
  /** Why the requested delegate is not among them. */
  readonly fallback?: string;
}

export function planDelegates(
  runtime: Runtime,
  settings: {
    readonly delegate: DelegateChoice;
    readonly threads: number;
    readonly edgeTpu?: EdgeTpuSettings;
    readonly edgeTpuUsable?: EdgeTpuVerdict;
  },
): DelegatePlan {
  const xnnpack = (name: 'xnnpack-qs8-qu8' | 'xnnpack-qs8'): Candidate => ({
    delegate: name,
    open: () => {
      const delegate = openXnnpack(runtime, settings.threads, name);
      if (delegate === undefined) throw new Error('the library offers no XNNPACK');
      return delegate;
    },
  });
  const builtin: Candidate = { delegate: 'builtin', open: () => undefined };
  const cpu = [xnnpack('xnnpack-qs8-qu8'), xnnpack('xnnpack-qs8'), builtin];
  const { delegate, edgeTpu, edgeTpuUsable } = settings;
  const accelerated = (tpu: EdgeTpuSettings): DelegatePlan => ({
    candidates: [{ delegate: 'edgetpu', open: () => openEdgeTpu(tpu) }, ...cpu],
  });
  switch (delegate) {
    case 'builtin':
      return { candidates: [builtin] };
    case 'xnnpack':
      return { candidates: cpu };
    case 'auto':
      return edgeTpu !== undefined && edgeTpuUsable?.usable === true ? accelerated(edgeTpu) : { candidates: cpu };
    case 'edgetpu':
      if (edgeTpu === undefined) return { candidates: cpu, fallback: 'Edge TPU: no library configured' };
      // Never used unprobed: an incompatible library would end this process.
      if (edgeTpuUsable === undefined) return { candidates: cpu, fallback: 'Edge TPU: not probed' };
      if (!edgeTpuUsable.usable) return { candidates: cpu, fallback: `Edge TPU: ${edgeTpuUsable.reason}` };
      return accelerated(edgeTpu);
    default:
      return delegate satisfies never;
  }
}
