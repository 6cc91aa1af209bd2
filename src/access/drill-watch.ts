import type { AuditRecord } from '../audit/domain/audit.js';
import type { Clock } from '../base/clock.js';
import type { HealthReport } from '../base/health.js';
import type { Instant } from '../base/units.js';
import { type DrillDemand, type DrillStanding, drillHealth, drillStanding, isOld } from './domain/drill.js';

interface Dependencies {
  /** The drills in the audit log, newest first; undefined until it is open. Throws if it cannot be read. */
  readonly drills: () => readonly AuditRecord[] | undefined;
  readonly demand: () => DrillDemand;
  readonly clock: Clock;
}

/** Knows whether the liveness drill that the settings demand has been passed. Without a readable audit log it has not. */
export class DrillWatch {
  readonly #deps: Dependencies;
  #drills: readonly AuditRecord[] | undefined;
  #readAt: Instant | undefined;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  standing(): DrillStanding {
    const { demand, clock } = this.#deps;
    const wanted = demand();
    const now = { wall: clock.wall(), wallTrusted: clock.wallTrusted() };
    const drills = wanted.level === 'strict' && wanted.within !== undefined ? this.#newest() : undefined;
    return drillStanding(drills, wanted, now);
  }

  health(): readonly HealthReport[] {
    return drillHealth(this.standing(), this.#deps.clock.wall());
  }

  #newest(): readonly AuditRecord[] | undefined {
    const { drills, clock } = this.#deps;
    const now = clock.monotonic();
    if (this.#drills !== undefined && !isOld(this.#readAt, now)) return this.#drills;
    try {
      this.#drills = drills();
      this.#readAt = now;
    } catch {
      this.#drills = undefined;
    }
    return this.#drills;
  }
}
