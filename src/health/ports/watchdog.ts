import type { Millis } from '../../base/units.js';

/** The service manager that watches over the daemon. Nothing here throws or blocks: the door outlives its guard. */
export interface Watchdog {
  /** The daemon is killed when `alive` does not follow `alive` within this time; undefined when nobody waits for it. */
  readonly within: Millis | undefined;
  /** Started, or done with `reloading`. */
  ready(): void;
  alive(): void;
  /** One line for people. */
  status(line: string): void;
  /** A new configuration is being read; `ready` follows. */
  reloading(): void;
  stopping(): void;
}
