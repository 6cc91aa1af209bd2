import { writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/** Gives the process that opens the door precedence over this one, for memory and processor time. */
export function giveWay(): void {
  dieFirst();
  workLast();
}

/** When memory runs out, the kernel kills this process, which is then restarted. */
function dieFirst(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '500');
  } catch {
    // Where /proc may not be written, the larger of the two goes first, which is this one as a rule.
  }
}

/** On a single busy core, pictures wait for REX and the watchdog's loops, not the reverse. Threads started later inherit this. */
function workLast(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A sandbox stricter than ours: the two share the processor evenly.
  }
}
