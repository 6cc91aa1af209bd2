import type { Detection } from '../domain/face.js';
import type { Liveness } from '../domain/liveness.js';
import type { Image } from '../imaging/image.js';

/** Judges whether a live person is in front of the camera. */
export type LivenessCheck = (image: Image, detection: Detection) => Liveness;

/** For terminals without a liveness model: always reports `notChecked`; the policy decides. */
export const livenessNotChecked: LivenessCheck = () => ({ kind: 'notChecked' });

/** A check that never throws. */
export interface SafeCheck {
  readonly check: LivenessCheck;
  /** Why the latest face could not be checked; undefined if it could. */
  readonly fault: () => Error | undefined;
}

/**
 * Reports `notChecked` where `check` throws, so that a failing model denies with a reason and does not end vision.
 * @param onFault told once when checks begin to fail.
 */
export function safely(check: LivenessCheck, onFault: (fault: Error) => void): SafeCheck {
  let fault: Error | undefined;
  return {
    check(image, detection) {
      try {
        const liveness = check(image, detection);
        fault = undefined;
        return liveness;
      } catch (error) {
        const before = fault;
        fault = error instanceof Error ? error : new Error(String(error));
        if (before === undefined) onFault(fault);
        return { kind: 'notChecked' };
      }
    },
    fault: () => fault,
  };
}
