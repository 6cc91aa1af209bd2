import { existsSync } from 'node:fs';
import { systemClock } from '../../platform/system-clock.js';
import type { ClockReading } from '../domain/clock.js';

/** @param newestEvent wall time of the newest audit record */
export function readClock(newestEvent: number | undefined): ClockReading {
  const clock = systemClock();
  const event = newestEvent === undefined ? {} : { newestEvent };
  return { now: clock.wall(), synchronised: clock.wallTrusted(), rtc: existsSync('/sys/class/rtc/rtc0'), ...event };
}
