import type { AccessLoop } from '../access/access-loop.js';
import type { DrillWatch } from '../access/drill-watch.js';
import type { StoredAuditLog } from '../audit/stored-audit-log.js';
import type { HealthReport } from '../base/health.js';
import type { Late } from '../base/late.js';
import type { DoorLoop } from '../door/door-loop.js';
import type { LiveConfig } from '../settings/live/live-config.js';
import type { Vision } from '../vision/ports/vision.js';
import type { Storage } from './storage.js';

interface Parts {
  readonly live: LiveConfig;
  readonly door: DoorLoop;
  readonly audit: StoredAuditLog;
  readonly access: AccessLoop;
  readonly drills: DrillWatch;
  readonly storage: Late<Storage>;
  readonly vision: Vision;
}

/** The health of all parts of the terminal. */
export function healthReports({ live, door, audit, access, drills, storage, vision }: Parts): readonly HealthReport[] {
  const open = storage.current();
  return [
    live.health(),
    door.health(),
    audit.health(),
    ...(open ? [open.gallery.health()] : []),
    ...vision.health(),
    ...access.health(),
    ...drills.health(),
    ...(open?.uplink?.health() ?? []),
  ];
}
