import type { Clock } from '../base/clock.js';
import { describe } from '../base/errors.js';
import { within } from '../base/within.js';
import type { DoorMode } from '../door/domain/door.js';
import type { LockdownStore } from './ports/lockdown-store.js';
import { keepingPatience, storageSlow } from './storage-patience.js';

export type ModeResult = {
  readonly mode: DoorMode;
  /** Whether the mode survives a restart. */
  readonly kept: boolean;
  /** Why it does not. */
  readonly fault?: string;
};

/**
 * Sets the mode that the site ordered. A lockdown survives a restart: a power cut must not end it. `unlocked` does not: a door must not
 * start open unattended.
 */
export async function orderMode(
  mode: DoorMode,
  door: { setMode(mode: DoorMode): void },
  store: LockdownStore,
  clock: Clock,
): Promise<ModeResult> {
  // Door first: a lockdown must not wait for the disk.
  door.setMode(mode);
  try {
    const keeping = store.keepLockdown(mode === 'lockdown');
    if (!(await within(keepingPatience, keeping, clock))) throw storageSlow(keepingPatience);
    return { mode, kept: true };
  } catch (fault) {
    return { mode, kept: false, fault: describe(fault) };
  }
}
