import { after, elapsed, type Instant, type Millis, minutes } from '../../base/units.js';

export interface AttackRules {
  /** Number of attacks that raise the alarm. */
  readonly attempts: number;
  /** Pause of recognition after the alarm. */
  readonly pause: Millis;
}

/** Attacks further apart than this do not add up. */
const addsUpFor: Millis = minutes(10);

/** The attacks on one door. */
export interface AttackAlarm {
  /** Latest attacks that count towards the next alarm, one a visit. */
  readonly attacks: readonly { readonly at: Instant; readonly visit: string }[];
  /** Nobody is recognised before this instant. */
  readonly pausedUntil: Instant | undefined;
}

export const noAttacks: AttackAlarm = { attacks: [], pausedUntil: undefined };

/** Counts an attack; `raised` if it raises the alarm, which pauses recognition and starts the count again. */
export function countAttack(
  { attacks, pausedUntil }: AttackAlarm,
  visit: string,
  now: Instant,
  { attempts, pause }: AttackRules,
): { readonly alarm: AttackAlarm; readonly raised: boolean } {
  const earlier = attacks.filter(({ at, visit: of }) => of !== visit && elapsed(at, now) <= addsUpFor);
  const recent = [...earlier, { at: now, visit }];
  if (recent.length < attempts) return { alarm: { attacks: recent, pausedUntil }, raised: false };
  return { alarm: { attacks: [], pausedUntil: after(now, pause) }, raised: true };
}

export function isPaused({ pausedUntil }: AttackAlarm, now: Instant): boolean {
  return pausedUntil !== undefined && now < pausedUntil;
}
