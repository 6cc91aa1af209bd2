import type { PadFacts } from './domain/liveness.js';
import { livenessNotChecked, type SafeCheck, safely } from './liveness/liveness-check.js';
import { createPad } from './liveness/pad-model.js';
import { type OpenModels, readBundleOf } from './open-models.js';

export interface OpenPad extends SafeCheck {
  /** Undefined without a usable model. */
  readonly facts?: PadFacts;
}

/**
 * The passive liveness check of the bundle in `folder`. Never rejects: without a usable model, no face is checked, and `fault` says why.
 * @param folder Absent where no check is wanted; that is no fault.
 */
export async function openPad(
  folder: string | undefined,
  models: OpenModels,
  log: (facts: object, message: string) => void,
): Promise<OpenPad> {
  if (folder === undefined) return { check: livenessNotChecked, fault: () => undefined };
  try {
    const { facts, check } = models.open(await readBundleOf('pad', folder), createPad);
    const told = (fault: Error) => log({ fault: fault.message }, 'the passive liveness model fails');
    return { ...safely(check, told), facts };
  } catch (error) {
    const fault = error instanceof Error ? error : new Error(String(error));
    log({ fault: fault.message }, 'no usable passive liveness model');
    return { check: livenessNotChecked, fault: () => fault };
  }
}
