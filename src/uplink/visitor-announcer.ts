import type { Decision } from '../access/domain/policy.js';
import type { Announcer } from '../access/ports/announcer.js';
import type { Clock } from '../base/clock.js';
import { describe } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { Uplink } from './ports/uplink.js';

interface Dependencies {
  readonly uplink: Pick<Uplink, 'connected' | 'publishVisitor'>;
  /** Whether names leave the terminal. */
  readonly names: boolean;
  readonly nameOf: (person: string) => string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Tells Home Assistant whom the door was opened for last, or not. */
export function visitorAnnouncer({ uplink, names, nameOf, clock, log }: Dependencies): Announcer {
  return {
    arrived: () => undefined,
    pending: () => undefined,
    left: () => undefined,
    decided(_, decision: Decision) {
      if (!uplink.connected()) return;
      const visitor = names && decision.person !== undefined ? nameOf(decision.person) : decision.kind;
      uplink
        .publishVisitor({ at: clock.wall(), visitor, granted: decision.kind === 'granted' })
        .catch((error: unknown) => log.debug({ fault: describe(error) }, 'a visitor was not told of'));
    },
  };
}
