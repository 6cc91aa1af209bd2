import type { Decision } from '../access/domain/policy.js';
import type { Announcer } from '../access/ports/announcer.js';
import type { Clock } from '../base/clock.js';
import { describe } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { Uplink } from './ports/uplink.js';

interface Dependencies {
  readonly uplink: Pick<Uplink, 'connected' | 'publishVisitor'>;
  /** Whether to publish names. */
  readonly names: boolean;
  readonly nameOf: (person: string) => string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Reports the last visitor to Home Assistant. */
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
        .catch((error: unknown) => log.debug({ fault: describe(error) }, 'cannot report a visitor'));
    },
  };
}
