import { StoreError } from '../../domain/errors.js';
import { seconds } from '../../domain/units.js';

/** How long a lockdown waits for each answer of the storage. */
export const storagePatience = seconds(1);

export function storageSlow(): StoreError {
  return new StoreError('store.slow', `the storage did not answer within ${storagePatience} ms`, {
    remedy: 'See the health of the terminal and dmesg: the SD card or disk hangs, or is worn.',
  });
}
