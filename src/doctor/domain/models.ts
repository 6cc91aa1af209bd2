import type { ModelReading } from '../../vision/domain/model-reading.js';
import { type Finding, ok, warn } from './finding.js';

/** Three frames through both models must take well under a second. */
const slow = 120;

export function judgeModels(models: readonly ModelReading[]): readonly Finding[] {
  return models.map(({ name, role, delegate, fallback, invokeMs, runtime }) => {
    const seen = `${role} ${name}: ${invokeMs.toFixed(1)} ms on ${delegate}, TFLite ${runtime}`;
    if (fallback !== undefined)
      return warn(
        `${seen}; ${fallback}`,
        'Correct what the message names, or set inference.delegate to the delegate in use.',
      );
    if (delegate === 'builtin')
      return warn(seen, 'Set inference.delegate to auto: the built-in kernels are much slower.');
    return invokeMs > slow
      ? warn(seen, 'Set inference.library to a newer TFLite build, or choose smaller models (docs/configuration.md).')
      : ok(seen);
  });
}
