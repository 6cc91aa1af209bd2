import { createHash } from 'node:crypto';
import { ModelError } from '../../base/errors.js';
import type { Pointer } from './native.js';
import type { Runtime } from './runtime.js';
import { verifyModel } from './verify-model.js';

/** A model loaded by the runtime, shared by the graphs built from it. */
export interface ModelFile {
  readonly handle: Pointer;
  /** Registers a graph that uses the model; returns a function that unregisters it. */
  hold(): () => void;
  /** Deletes the model as soon as no graph uses it. Idempotent. */
  release(): void;
}

/**
 * Checks the bytes and passes a copy to the runtime. A copy, because the runtime reads it as long as the model lives and needs it aligned
 * (a slice of a pooled Buffer is not), and because the digest must hold for the bytes that run.
 * @param sha256 lower-case hex.
 * @throws ModelError `model.digest-mismatch`, `model.truncated`, `model.corrupt`.
 */
export function openModelFile({ native }: Runtime, source: Uint8Array, sha256: string, name: string): ModelFile {
  const bytes = new Uint8Array(source);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) {
    throw new ModelError('model.digest-mismatch', `${name} has SHA-256 ${found}, not ${sha256}`, {
      remedy:
        'Copy the model bundle to the terminal again. If you changed the model on purpose, correct the digest in bundle.json.',
      context: { model: name, expected: sha256, found },
    });
  }
  verifyModel(bytes, name);
  const handle = native.modelCreate(bytes, bytes.length);
  if (handle === null) {
    throw new ModelError('model.corrupt', `${name} does not have the structure of a TensorFlow Lite model`, {
      remedy: 'Copy the model bundle to the terminal again and compare its SHA-256 with bundle.json.',
      context: { model: name },
    });
  }
  return shared(handle, bytes, native.modelDelete);
}

function shared(handle: Pointer, bytes: Uint8Array, remove: (model: Pointer) => void): ModelFile {
  // The model points into these bytes: keep them reachable until it is deleted.
  let kept: Uint8Array | undefined = bytes;
  let holds = 0;
  let released = false;
  const settle = (): void => {
    if (!released || holds > 0 || kept === undefined) return;
    remove(handle);
    kept = undefined;
  };
  return {
    handle,
    hold: () => {
      holds += 1;
      return () => {
        holds -= 1;
        settle();
      };
    },
    release: () => {
      released = true;
      settle();
    },
  };
}
