import type { Millis } from '../../base/units.js';

/** The service manager that watches the daemon. No call throws or blocks: the door must not depend on it. */
export interface Watchdog {
  /** The daemon is killed if `alive` is not called within this time; undefined without a watchdog. */
  readonly within: Millis | undefined;
  /** Started, or reloading finished. */
  ready(): void;
  alive(): void;
  /** One status line for people. */
  status(line: string): void;
  /** Reading a new configuration; `ready` follows. */
  reloading(): void;
  stopping(): void;
}
