import type { VisionWatch } from '../access/vision-watch.js';
import type { StoredAuditLog } from '../audit/stored-audit-log.js';
import type { Clock } from '../base/clock.js';
import type { HealthReport } from '../base/health.js';
import type { Log } from '../base/log.js';
import type { DoorLoop } from '../door/door-loop.js';
import type { GalleryView } from '../gallery/gallery-view.js';
import type { ConfigKeeper } from '../settings/live/config-keeper.js';
import type { LiveConfig } from '../settings/live/live-config.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import type { VisionProcess } from '../vision/process/vision-process.js';

/** The parts that the uplink reports and acts on. */
export interface TerminalParts {
  readonly config: TerminalConfig;
  readonly live: LiveConfig;
  readonly settings: ConfigKeeper | undefined;
  readonly audit: StoredAuditLog;
  readonly door: DoorLoop;
  readonly vision: VisionProcess;
  readonly watch: VisionWatch;
  /** Undefined until the storage is open. */
  readonly view: () => GalleryView | undefined;
  readonly nameOf: (person: string) => string;
  readonly reports: () => readonly HealthReport[];
  readonly clock: Clock;
  readonly log: Log;
}
