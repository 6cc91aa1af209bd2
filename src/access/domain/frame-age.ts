import type { Millis } from '../../base/units.js';

/** Whether a frame of this age, counted from its capture, is still evidence. Written so that NaN counts as stale. */
export function isFresh(age: Millis, maxAge: Millis): boolean {
  return age >= 0 && age <= maxAge;
}
