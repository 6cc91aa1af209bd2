import type { Detection } from '../domain/face.js';
import type { Liveness } from '../domain/liveness.js';
import type { Image } from '../imaging/image.js';

/** Judges whether a live person is in front of the camera. */
export type LivenessCheck = (image: Image, detection: Detection) => Liveness;

/** For terminals without a liveness model: always reports `notChecked`; the policy decides. */
export const livenessNotChecked: LivenessCheck = () => ({ kind: 'notChecked' });
