import { StoreError } from '../base/errors.js';
import { type Millis, seconds } from '../base/units.js';

/** How long a lockdown waits for the storage before it takes effect. */
export const storagePatience = seconds(1);
/** How long it then waits for the storage to confirm that it survives a restart; covers the pauses of a worn SD card. */
export const keepingPatience = seconds(4);

export function storageSlow(patience: Millis): StoreError {
  return new StoreError('store.slow', `the storage did not answer within ${patience} ms`, {
    remedy: 'Check the terminal’s health and dmesg: the SD card or disk hangs or is worn.',
  });
}
