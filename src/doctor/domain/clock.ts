import { type Finding, fail, ok, warn } from './finding.js';

export interface ClockReading {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The kernel says that somebody disciplines the clock. */
  readonly synchronised: boolean;
  /** A hardware clock that goes on without power. */
  readonly rtc: boolean;
  /** Wall time of the newest audit record, where there is one. */
  readonly newestEvent?: number;
}

/** This version of Ostiary did not exist before: an earlier clock is wrong. */
const earliest = Date.UTC(2026, 0, 1);
const backwards = 5 * 60_000;

export function judgeClock({ now, synchronised, rtc, newestEvent }: ClockReading): readonly Finding[] {
  const time = new Date(now).toISOString();
  const clock = rtc ? 'with a hardware clock' : 'no hardware clock';
  const set = 'Run: timedatectl set-ntp true. Let the terminal reach a time server (UDP 123), or fit a clock module.';
  if (now < earliest) return [fail(`it is ${time}, which cannot be (${clock})`, set)];
  if (newestEvent !== undefined && newestEvent - now > backwards) {
    return [
      warn(
        `it is ${time}, but the last event is of ${new Date(newestEvent).toISOString()}: the clock was set back`,
        set,
      ),
    ];
  }
  if (!synchronised) {
    return [warn(`it is ${time}, not synchronised (${clock}): people with a limit in time are denied`, set)];
  }
  return [ok(`${time}, synchronised, ${clock}`)];
}
