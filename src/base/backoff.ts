import { type Millis, millis } from './units.js';

const shortest = 250;
const firstCap = 4000;
const longest = 60_000;

/**
 * Pause before attempt `attempt` (0 after a success): random, up to a bound that doubles to a minute. The whole range is used ("full
 * jitter"), so that a thousand terminals do not hit a restarted broker at once.
 * @param random 0 up to 1
 */
export function reconnectDelay(attempt: number, random: number): Millis {
  const cap = Math.min(longest, firstCap * 2 ** Math.min(attempt, 10));
  return millis(shortest + Math.round(random * (cap - shortest)));
}
