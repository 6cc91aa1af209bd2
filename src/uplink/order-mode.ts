import type { Clock } from '../base/clock.js';
import { describe } from '../base/errors.js';
import { within } from '../base/within.js';
import type { DoorMode } from '../door/domain/door.js';
import type { LockdownStore } from './ports/lockdown-store.js';
import { keepingPatience, storageSlow } from './storage-patience.js';

export type ModeResult = {
  readonly mode: DoorMode;
  /** Whether a restart will know it. */
  readonly kept: boolean;
  /** Why it will not. */
  readonly fault?: string;
};

/**
 * Puts the door into a mode that the site ordered. A lockdown is kept over a restart: a power cut must not end it. `unlocked` is not:
 * nobody may be near a door that comes up open.
 */
export async function orderMode(
  mode: DoorMode,
  door: { setMode(mode: DoorMode): void },
  store: LockdownStore,
  clock: Clock,
): Promise<ModeResult> {
  // The door first: a lockdown must not wait for the disk.
  door.setMode(mode);
  try {
    const keeping = store.keepLockdown(mode === 'lockdown');
    if (!(await within(keepingPatience, keeping, clock))) throw storageSlow(keepingPatience);
    return { mode, kept: true };
  } catch (fault) {
    return { mode, kept: false, fault: describe(fault) };
  }
}
