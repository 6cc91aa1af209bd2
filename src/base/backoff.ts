import { type Millis, millis } from './units.js';

const shortest = 250;
const firstCap = 4000;
const longest = 60_000;

/**
 * How long to wait before attempt number `attempt` (0 is the first again): anywhere up to a bound that doubles to a minute.
 * The whole range is used ("full jitter"), so that a thousand terminals do not meet at a broker that has just come back.
 * @param random 0 up to 1
 */
export function reconnectDelay(attempt: number, random: number): Millis {
  const cap = Math.min(longest, firstCap * 2 ** Math.min(attempt, 10));
  return millis(shortest + Math.round(random * (cap - shortest)));
}
