import type { Clock } from './clock.js';
import { describe } from './errors.js';
import type { Log } from './log.js';
import type { Millis } from './units.js';
import { within } from './within.js';

/** Each part has at most `limit`. The parts of a stage end in parallel. */
export interface WindDownStage {
  readonly limit: Millis;
  readonly parts: Readonly<Record<string, () => unknown>>;
}

/**
 * Ends stage after stage: a part that fails or hangs does not keep others from ending. @throws the first fault, once everything has ended
 * or timed out.
 */
export async function windDown(stages: readonly WindDownStage[], clock: Clock, log: Log): Promise<void> {
  const faults: unknown[] = [];
  for (const { limit, parts } of stages) {
    // Start all in this turn, in order: their synchronous work is done before anything is awaited.
    const ends = Object.entries(parts).map(async ([part, end]) => {
      try {
        if (!(await within(limit, (async () => end())(), clock))) log.error({ part, limit }, 'did not stop in time');
      } catch (fault) {
        log.error({ part, fault: describe(fault) }, 'failed to stop cleanly');
        faults.push(fault);
      }
    });
    await Promise.all(ends);
  }
  if (faults.length > 0) throw faults[0];
}
