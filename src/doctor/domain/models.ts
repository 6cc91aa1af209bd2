import { type Finding, ok, warn } from './finding.js';

export interface ModelReading {
  readonly name: string;
  readonly role: string;
  readonly delegate: string;
  readonly fallback?: string;
  /** Median of some runs in a process of its own, in milliseconds. */
  readonly invokeMs: number;
  /** Version that the TFLite library states. */
  readonly runtime: string;
}

/** Both models together must leave a visitor's three frames well within a second. */
const slow = 120;

export function judgeModels(models: readonly ModelReading[]): readonly Finding[] {
  return models.map(({ name, role, delegate, fallback, invokeMs, runtime }) => {
    const seen = `${role} ${name}: ${invokeMs.toFixed(1)} ms on ${delegate}, TFLite ${runtime}`;
    if (fallback !== undefined)
      return warn(`${seen}; ${fallback}`, 'Mend what it says, or set inference.delegate to what is used now.');
    if (delegate === 'builtin')
      return warn(seen, 'Set inference.delegate to auto: the built-in kernels are many times slower.');
    return invokeMs > slow
      ? warn(seen, 'Set inference.library to a newer TFLite build, or choose smaller models: docs/configuration.md.')
      : ok(seen);
  });
}
