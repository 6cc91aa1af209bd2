import type { Clock } from './clock.js';
import { describe } from './errors.js';
import type { Log } from './log.js';
import type { Millis } from './units.js';
import { within } from './within.js';

/** Each has at most `limit`. The parts of a stage end side by side. */
export interface WindDownStage {
  readonly limit: Millis;
  readonly parts: Readonly<Record<string, () => unknown>>;
}

/**
 * Ends stage after stage, whatever became of the parts before: one that fails or hangs keeps nothing else from ending.
 * @throws the first fault, when everything has ended or had its time.
 */
export async function windDown(stages: readonly WindDownStage[], clock: Clock, log: Log): Promise<void> {
  const faults: unknown[] = [];
  for (const { limit, parts } of stages) {
    // All are begun in this turn, in order: the first one's synchronous work is done before anything is waited for.
    const ends = Object.entries(parts).map(async ([part, end]) => {
      try {
        if (!(await within(limit, (async () => end())(), clock))) log.error({ part, limit }, 'did not stop in time');
      } catch (fault) {
        log.error({ part, fault: describe(fault) }, 'did not stop cleanly');
        faults.push(fault);
      }
    });
    await Promise.all(ends);
  }
  if (faults.length > 0) throw faults[0];
}
