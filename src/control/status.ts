import type { LivenessLevel } from '../access/domain/liveness-level.js';
import { type HealthLevel, type HealthReport, worst } from '../base/health.js';
import type { Millis } from '../base/units.js';
import { type Door, released } from '../door/domain/door.js';
import type { StageSummary } from './ports/meter.js';

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
  readonly liveness: {
    readonly level: LivenessLevel;
    /** Health of the passive model; `off` if the level does not need it or it is not loaded yet. */
    readonly passiveModel: HealthLevel | 'off';
  };
  readonly rexLatency: { readonly count: number; readonly last: number; readonly max: number };
  readonly residentBytes: { readonly door: number; readonly vision: number };
  readonly counters: Readonly<Record<string, number>>;
  readonly stages: Readonly<Record<string, StageSummary>>;
}

interface Parts {
  readonly version: string;
  readonly terminal: { readonly name: string; readonly door: string };
  readonly pid: number;
  readonly visionPid: number;
  readonly uptime: Millis;
  readonly door: Door;
  readonly liveness: LivenessLevel;
  readonly rexLatency: DaemonStatus['rexLatency'];
  readonly residentBytes: DaemonStatus['residentBytes'];
  readonly counters: DaemonStatus['counters'];
  readonly stages: DaemonStatus['stages'];
  readonly reports: readonly HealthReport[];
}

/** The content of `ostiary status`. */
export function statusOf({ terminal, uptime, door, liveness, reports, ...rest }: Parts): DaemonStatus {
  const { mode, contact, alarm } = door;
  return {
    ...rest,
    terminal: terminal.name,
    uptimeSeconds: uptime / 1000,
    health: worst(reports),
    reports,
    liveness: { level: liveness, passiveModel: reports.find(({ part }) => part === 'liveness')?.level ?? 'off' },
    door: { name: terminal.door, released: released(door), mode, contact: contact.kind, alarm },
  };
}
