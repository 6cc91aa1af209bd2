import type { Detection } from '../domain/face.js';
import type { Liveness } from '../domain/liveness.js';
import type { Image } from '../imaging/image.js';

/** Judges whether a living person stands before the camera. */
export type LivenessCheck = (image: Image, detection: Detection) => Liveness;

/** For terminals without a liveness model: says so, and leaves it to the policy whether that is enough. */
export const livenessNotChecked: LivenessCheck = () => ({ kind: 'notChecked' });
