import type { Log } from '../base/log.js';
import type { DoorMode } from '../door/domain/door.js';
import type { LockdownStore } from './ports/lockdown-store.js';

/** A lockdown from before a restart holds on, where there is a site that can end it. @throws StoreError (rejects) when nobody knows */
export async function holdLockdown(
  store: LockdownStore,
  door: { setMode(mode: DoorMode): void },
  log: Log,
): Promise<void> {
  if (!(await store.lockdown())) return;
  door.setMode('lockdown');
  log.warn({}, 'the lockdown from before the restart holds on');
}
