import type { AuditRecord } from '../../audit/domain/audit.js';
import type { HealthReport } from '../../base/health.js';
import { elapsed, type Instant, type Millis, millis, minutes, type Timestamp, timestamp } from '../../base/units.js';
import type { LivenessLevel } from './liveness-level.js';

/** What a terminal demands of drills: tries of its liveness check at the real camera, with live visits and attacks. */
export interface DrillDemand {
  readonly level: LivenessLevel;
  /** Longest age of the newest passed drill; undefined if none is demanded. */
  readonly within: Millis | undefined;
  readonly door: string;
  /** Digest of the passive model in use; undefined without one. */
  readonly model: string | undefined;
}

export type DrillStanding =
  | { readonly kind: 'notDemanded' }
  | { readonly kind: 'done'; readonly until: Timestamp; readonly within: Millis }
  /** Nobody is granted. */
  | { readonly kind: 'missing'; readonly why: string };

type Drilled = Pick<AuditRecord, 'wall' | 'wallTrusted' | 'facts'>;

interface Now {
  readonly wall: Timestamp;
  readonly wallTrusted: boolean;
}

/** Whether the newest passed drill of this door, with this model, is young enough. @param drills newest first; undefined if they cannot be read */
export function drillStanding(drills: readonly Drilled[] | undefined, demand: DrillDemand, now: Now): DrillStanding {
  const { level, within, door, model } = demand;
  if (level !== 'strict' || within === undefined) return { kind: 'notDemanded' };
  if (drills === undefined) return missing('the audit log cannot be read');
  if (model === undefined) return missing('no passive liveness model is in use');
  if (!now.wallTrusted) return missing('the clock is not synchronised, so that its age is unknown');
  const own = drills.filter(({ facts }) => facts.passed === true && facts.door === door);
  if (own.length === 0) return missing(`the audit log holds no passed drill of the door ${door}`);
  const newest = own.find(({ facts }) => facts.digest === model);
  if (newest === undefined) return missing('the last one was passed with another passive model');
  if (!newest.wallTrusted || newest.wall > now.wall) return missing('its time is not certain');
  const until = timestamp(newest.wall + within);
  return now.wall < until ? { kind: 'done', until, within } : missing(`the last one was passed on ${day(newest.wall)}`);
}

const missing = (why: string): DrillStanding => ({ kind: 'missing', why });
const day = (wall: Timestamp): string => new Date(wall).toISOString().slice(0, 10);

/** A drill is due this long before nobody is granted any more. */
const noticeOf = (within: Millis): Millis => millis(Math.min(minutes(14 * 24 * 60), within / 2));

/** Says when a demanded drill is missing, or soon will be. */
export function drillHealth(standing: DrillStanding, wall: Timestamp): readonly HealthReport[] {
  const part = 'drill';
  switch (standing.kind) {
    case 'notDemanded':
      return [];
    case 'missing':
      return [{ part, level: 'failed', detail: `nobody is let in: a liveness drill is missing; ${standing.why}` }];
    case 'done': {
      const { until, within } = standing;
      if (until - wall > noticeOf(within)) return [{ part, level: 'ok', detail: `valid until ${day(until)}` }];
      return [{ part, level: 'degraded', detail: `the next liveness drill is due before ${day(until)}` }];
    }
    default:
      return standing satisfies never;
  }
}

/** What was read is used for this long: drills are rare, and decisions must not wait for the disk. */
const lookAgainAfter: Millis = minutes(1);

/** Whether it is time to read the audit log again. */
export const isOld = (readAt: Instant | undefined, now: Instant): boolean =>
  readAt === undefined || elapsed(readAt, now) >= lookAgainAfter;
