import { dirname, join } from 'node:path';
import { AttackSnapshots } from '../access/attack-snapshots.js';
import { snapshotFolder } from '../access/files/snapshot-folder.js';
import type { Clock } from '../base/clock.js';
import type { Log } from '../base/log.js';
import type { LiveConfig } from '../settings/live/live-config.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import type { Vision } from '../vision/ports/vision.js';

/** Snapshots of attacks, in a folder beside the database. */
export function attackSnapshots(
  { store }: Pick<TerminalConfig, 'store'>,
  live: LiveConfig,
  vision: Vision,
  clock: Clock,
  log: Log,
): AttackSnapshots {
  const settings = () => live.current.liveness.snapshots;
  const folder = snapshotFolder(join(dirname(store.database), 'snapshots'));
  return new AttackSnapshots({ settings, vision, store: folder, clock, log });
}
