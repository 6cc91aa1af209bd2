import type { Clock } from './clock.js';
import type { Millis } from './units.js';

/** Waits for `work`, at most `limit`; false if it is still running then. Rejects as `work` does. */
export async function within(limit: Millis, work: Promise<unknown>, clock: Pick<Clock, 'after'>): Promise<boolean> {
  let cancel = (): void => undefined;
  const late = new Promise<boolean>((done) => {
    cancel = clock.after(limit, () => done(false));
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    cancel();
  }
}
