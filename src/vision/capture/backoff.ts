import { type Millis, millis } from '../../base/units.js';

const first = 250;
const longest = 3000;

/**
 * Pause before attempt `attempt` (0, 1, …) to reopen a camera: 250 ms, doubling to 3 s, so that a camera is in use within 5 s of its
 * return.
 */
export function backoff(attempt: number): Millis {
  return millis(Math.min(longest, first * 2 ** Math.min(attempt, 10)));
}
