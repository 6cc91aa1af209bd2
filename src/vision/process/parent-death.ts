import { constants } from 'node:os';
import koffi from 'koffi';

/** From <linux/prctl.h>. */
const setParentDeathSignal = 1;

/**
 * Makes the kernel kill this process as soon as its parent ends: a loop that hangs in native code would never notice.
 * @param parent pid of the process that started this one.
 */
export function dieWithParent(parent: number): void {
  const prctl = koffi
    .load('libc.so.6')
    .func('int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)');
  if ((prctl(setParentDeathSignal, constants.signals.SIGKILL, 0, 0, 0) as number) !== 0) {
    throw new Error(`prctl(PR_SET_PDEATHSIG): errno ${koffi.errno()}`);
  }
  // The parent may have ended before the call: then no signal follows.
  if (process.ppid !== parent) process.exit(1);
}
