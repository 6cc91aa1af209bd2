import { writeFileSync } from 'node:fs';

/** Out of memory, the kernel takes this process, which is started again, before the one that opens the door. */
export function dieFirst(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '500');
  } catch {
    // Where /proc may not be written, the larger of the two goes first, which is this one as a rule.
  }
}
