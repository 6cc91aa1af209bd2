import { existsSync } from 'node:fs';
import koffi from 'koffi';
import type { Clock } from '../base/clock.js';
import { instant, timestamp } from '../base/units.js';

/** From <sys/timex.h>: the state in which the kernel's clock is not synchronised. */
const timeError = 5;
/** Larger than `struct timex` on every Linux; all zero means "change nothing". */
const timexBytes = 256;
const longestTimer = 2 ** 31 - 1;
/** Created by systemd-timesyncd once it has reached a server in this boot. */
const timesyncMark = '/run/systemd/timesync/synchronized';

/** The machine's clocks. */
export function systemClock(): Clock {
  const adjtimex = koffi.load('libc.so.6').func('int adjtimex(_Inout_ void *buf)');

  // libuv reads CLOCK_MONOTONIC, as the kernel does for GPIO edges.
  const monotonic = () => instant(Number(process.hrtime.bigint()) / 1e6);

  return {
    monotonic,
    wall: () => timestamp(Date.now()),

    /** Every time daemon (timesyncd, chrony, ntpd, PTP) reports synchronisation to the kernel. */
    wallTrusted() {
      const state = adjtimex(Buffer.alloc(timexBytes)) as number;
      // ProtectClock= in the unit forbids even the query.
      return state < 0 ? existsSync(timesyncMark) : state !== timeError;
    },

    after(delay, action) {
      const due = monotonic() + delay;
      let timer: NodeJS.Timeout;
      // Node's timers may fire up to a millisecond early.
      const wait = () => {
        const left = due - monotonic();
        if (left > 0) timer = setTimeout(wait, Math.min(Math.ceil(left), longestTimer));
        else action();
      };
      timer = setTimeout(wait, Math.min(Math.max(0, Math.ceil(delay)), longestTimer));
      return () => clearTimeout(timer);
    },
  };
}
