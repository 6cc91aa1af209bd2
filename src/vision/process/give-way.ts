import { writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/** The process that opens the door comes before this one, for memory and for the processor. */
export function giveWay(): void {
  dieFirst();
  workLast();
}

/** Out of memory, the kernel takes this process, which is started again. */
function dieFirst(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '500');
  } catch {
    // Where /proc may not be written, the larger of the two goes first, which is this one as a rule.
  }
}

/** On one busy core pictures wait for REX and the watchdog's loops, not they for pictures. Threads started from here on inherit it. */
function workLast(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A sandbox stricter than ours: the two share the processor evenly.
  }
}
