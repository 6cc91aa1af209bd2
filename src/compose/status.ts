import type { Clock } from '../base/clock.js';
import { type HealthReport, worst } from '../base/health.js';
import { elapsed, type Instant } from '../base/units.js';
import type { PrometheusMeter } from '../control/metrics/meter.js';
import type { StageSummary } from '../control/metrics/stage-histogram.js';
import { released } from '../door/domain/door.js';
import type { DoorLoop } from '../door/door-loop.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { version } from '../version.js';
import type { VisionProcess } from '../vision/process/vision-process.js';

export interface DaemonStatus {
  readonly version: string;
  readonly terminal: string;
  readonly pid: number;
  readonly visionPid: number;
  readonly uptimeSeconds: number;
  readonly health: string;
  readonly reports: readonly HealthReport[];
  readonly door: {
    readonly name: string;
    readonly released: boolean;
    readonly mode: string;
    readonly contact: string;
    readonly alarm: string;
  };
  readonly rexLatency: { readonly count: number; readonly last: number; readonly max: number };
  readonly residentBytes: { readonly door: number; readonly vision: number };
  readonly counters: Readonly<Record<string, number>>;
  readonly stages: Readonly<Record<string, StageSummary>>;
}

interface Parts {
  readonly config: TerminalConfig;
  readonly started: Instant;
  readonly clock: Clock;
  readonly door: DoorLoop;
  readonly vision: VisionProcess;
  readonly meter: PrometheusMeter;
  readonly reports: readonly HealthReport[];
}

/** What `ostiary status` shows. */
export function statusOf({ config, started, clock, door, vision, meter, reports }: Parts): DaemonStatus {
  const now = door.door();
  return {
    version,
    terminal: config.terminal.name,
    pid: process.pid,
    visionPid: vision.pid(),
    uptimeSeconds: elapsed(started, clock.monotonic()) / 1000,
    health: worst(reports),
    reports,
    door: {
      name: config.terminal.door,
      released: released(now),
      mode: now.mode,
      contact: now.contact.kind,
      alarm: now.alarm,
    },
    rexLatency: door.rexLatency(),
    residentBytes: { door: process.memoryUsage.rss(), vision: vision.load().residentBytes },
    counters: { ...meter.counters(), framesOverwritten: vision.load().dropped },
    stages: meter.stages(),
  };
}
