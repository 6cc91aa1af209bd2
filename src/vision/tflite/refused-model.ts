import { ModelError } from '../../base/errors.js';
import type { GraphRefusal } from './graph.js';

const unsupported = /unresolved custom op|Didn't find op|not supported|unsupported|Unrecognized|out of range/i;

/** The fault for a model that even the built-in kernels, the last resort, refuse. */
export function refusedModel({ step, reported, message }: GraphRefusal, name: string): ModelError {
  const context = { model: name, step, reported };
  if (reported.includes('edgetpu-custom-op')) {
    return new ModelError('model.unsupported-op', `${name} is compiled for the Edge TPU and cannot run without one`, {
      remedy:
        'Connect a Coral Edge TPU and set inference.delegate to edgetpu, or use the bundle that is not compiled for it.',
      context,
    });
  }
  if (unsupported.test(reported)) {
    return new ModelError(
      'model.unsupported-op',
      `${name} needs an operation that this runtime does not have: ${message}`,
      {
        remedy:
          'Convert the model to TensorFlow Lite 2.9 built-in operations, or set inference.library to a newer runtime.',
        context,
      },
    );
  }
  if (step === 'invoke') {
    return new ModelError('model.invoke', `${name} cannot be run: ${message}`, {
      remedy: 'Copy the model bundle to the terminal again. If that does not help, return to the previous model.',
      context,
    });
  }
  return new ModelError('model.corrupt', `${name} was refused by the runtime: ${message}`, {
    remedy: 'Copy the model bundle to the terminal again and compare its SHA-256 with bundle.json.',
    context,
  });
}
