import type { AuditLog } from '../audit/ports/audit-log.js';
import type { Clock } from '../base/clock.js';
import type { HealthReport } from '../base/health.js';
import type { Log } from '../base/log.js';
import { elapsed } from '../base/units.js';
import type { Meter } from '../control/ports/meter.js';
import { type AttackAlarm, type AttackRules, countAttack, isPaused, noAttacks } from './domain/attack-alarm.js';

interface Dependencies {
  readonly audit: Pick<AuditLog, 'note'>;
  readonly meter: Pick<Meter, 'count'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => AttackRules & { readonly door: string };
}

/** Counts attacks and wrong answers to challenges at the door, one a visit, raises the alarm and pauses recognition. A restart ends a pause. */
export class AttackGuard {
  readonly #deps: Dependencies;
  #alarm: AttackAlarm = noAttacks;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  attacked(presentation: string): void {
    const { audit, meter, clock, log, settings } = this.#deps;
    const { door, ...rules } = settings();
    const { alarm, raised } = countAttack(this.#alarm, presentation, clock.monotonic(), rules);
    this.#alarm = alarm;
    meter.count('attacks');
    if (!raised) return;
    meter.count('attackAlarms');
    const pauseSeconds = Math.round(rules.pause / 1000);
    audit.note('access.attackAlarm', { presentation, door, attacks: rules.attempts, pauseSeconds });
    log.warn({ presentation, attacks: rules.attempts, pauseSeconds }, 'attack alarm: recognition is paused');
  }

  /** Ends a pause at once, on the word of a user. False if there is none. */
  resume(user: number): boolean {
    if (!this.paused()) return false;
    this.#alarm = noAttacks;
    this.#deps.audit.note('access.resumed', { door: this.#deps.settings().door, user });
    return true;
  }

  paused(): boolean {
    return isPaused(this.#alarm, this.#deps.clock.monotonic());
  }

  health(): readonly HealthReport[] {
    const { pausedUntil } = this.#alarm;
    const now = this.#deps.clock.monotonic();
    if (pausedUntil === undefined || now >= pausedUntil) return [];
    const left = Math.ceil(elapsed(now, pausedUntil) / 1000);
    const detail = `recognition is paused after attacks for another ${left} s; REX and remote release go on`;
    return [{ part: 'recognition', level: 'degraded', detail }];
  }
}
