import { StoreError } from '../base/errors.js';
import { type Millis, seconds } from '../base/units.js';

/** How long a lockdown waits for each answer of the storage before it takes effect. */
export const storagePatience = seconds(1);
/** How long, once it has taken effect, it waits to hear that a restart will know it: what a worn SD card takes now and then. */
export const keepingPatience = seconds(4);

export function storageSlow(patience: Millis): StoreError {
  return new StoreError('store.slow', `the storage did not answer within ${patience} ms`, {
    remedy: 'See the health of the terminal and dmesg: the SD card or disk hangs, or is worn.',
  });
}
