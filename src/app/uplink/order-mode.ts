import type { DoorMode } from '../../domain/door.js';
import { describe, StoreError } from '../../domain/errors.js';
import type { LockdownStore } from '../../ports/lockdown-store.js';

/**
 * Puts the door into a mode that the site ordered. A lockdown is kept over a restart: a power cut must not end it. `unlocked` is not:
 * nobody may be near a door that comes up open.
 * @throws StoreError (rejects) `door.mode-not-kept`: the mode holds, but a restart will not know it
 */
export async function orderMode(
  mode: DoorMode,
  door: { setMode(mode: DoorMode): void },
  store: LockdownStore,
): Promise<void> {
  // The door first: a lockdown must not wait for the disk.
  door.setMode(mode);
  try {
    await store.keepLockdown(mode === 'lockdown');
  } catch (cause) {
    throw new StoreError(
      'door.mode-not-kept',
      `the mode is ${mode} now, but it could not be stored for a restart: ${describe(cause)}`,
      {
        remedy: 'Mend the storage of the terminal, see its health, then send the mode again.',
        cause,
      },
    );
  }
}
