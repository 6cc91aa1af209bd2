import { type Finding, fail, ok, warn } from './finding.js';

export interface ClockReading {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The kernel reports the clock as synchronised. */
  readonly synchronised: boolean;
  /** A hardware clock that keeps running without power. */
  readonly rtc: boolean;
  /** Wall-clock time of the newest audit record, if there is one. */
  readonly newestEvent?: number;
}

/** Ostiary did not exist before this date: an earlier clock is wrong. */
const earliest = Date.UTC(2026, 0, 1);
const backwards = 5 * 60_000;

export function judgeClock({ now, synchronised, rtc, newestEvent }: ClockReading): readonly Finding[] {
  const time = new Date(now).toISOString();
  const clock = rtc ? 'with a hardware clock' : 'no hardware clock';
  const set =
    'Run: timedatectl set-ntp true. Allow the terminal to reach a time server (UDP 123), or fit a clock module.';
  if (now < earliest) return [fail(`the clock shows ${time}, which is impossible (${clock})`, set)];
  if (newestEvent !== undefined && newestEvent - now > backwards) {
    return [
      warn(
        `the clock shows ${time}, but the last event is from ${new Date(newestEvent).toISOString()}: the clock was set back`,
        set,
      ),
    ];
  }
  if (!synchronised) {
    return [warn(`${time}, not synchronised (${clock}): people with time limits are denied`, set)];
  }
  return [ok(`${time}, synchronised, ${clock}`)];
}
