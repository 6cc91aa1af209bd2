import { type Random, randomOf } from '../../src/base/random.js';

/** Everything that is random in the tests comes from here. `OSTIARY_SEED` tries others, and plays a failure again. */
export const seed = Number(process.env.OSTIARY_SEED ?? 20_26);

/** Random numbers for one purpose: what another test takes from its own changes nothing here. */
export function testRandom(purpose: string): Random {
  return randomOf(seed, ...Buffer.from(purpose));
}
