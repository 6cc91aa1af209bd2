import type { Log } from '../base/log.js';
import type { DoorMode } from '../door/domain/door.js';
import type { LockdownStore } from './ports/lockdown-store.js';

/** Restores a lockdown from before a restart, if there is a site that can end it. @throws StoreError (rejects) if it is unknown */
export async function holdLockdown(
  store: LockdownStore,
  door: { setMode(mode: DoorMode): void },
  log: Log,
): Promise<void> {
  if (!(await store.lockdown())) return;
  door.setMode('lockdown');
  log.warn({}, 'lockdown from before the restart is still in force');
}
