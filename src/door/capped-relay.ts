import type { Clock } from '../base/clock.js';
import { HardwareFault } from '../base/errors.js';
import type { Millis } from '../base/units.js';
import type { Relay } from './ports/door-hardware.js';
import type { Lock } from './ports/door-wiring.js';

/** The bare relay: a coil that an adapter energises. */
export interface Coil {
  /** Synchronous. @throws HardwareFault */
  energise(on: boolean): void;
  /** Releases the line; called once, after the strike was secured. */
  letGo(): void;
}

export interface CappedRelayOptions {
  readonly coil: Coil;
  readonly lock: Lock;
  readonly maxPulse: Millis;
  readonly clock: Clock;
  /** Called when the cap secured the strike, or failed to. */
  readonly onFault: (fault: Error) => void;
}

/** Whether the coil is energised in this state of the strike. */
export function energised(lock: Lock, released: boolean): boolean {
  return lock === 'failSecure' ? released : !released;
}

/**
 * Shared by all relay adapters: polarity of the lock, the pulse cap, securing on close. Expects the coil in its secured state.
 */
export function cappedRelay({ coil, lock, maxPulse, clock, onFault }: CappedRelayOptions): Relay {
  let disarm = () => {};
  let closed = false;

  const arm = () => {
    disarm();
    disarm = clock.after(maxPulse, drop);
  };
  const drop = () => {
    try {
      coil.energise(energised(lock, false));
      onFault(
        new HardwareFault(
          'door.pulse-cap',
          `The strike stayed released for ${maxPulse} ms and was secured by door.maxPulse`,
          {
            remedy:
              'Set door.maxPulse above door.release. If it already is, the door loop stopped: restart the daemon and report the log.',
            context: { maxPulse },
            transient: true,
          },
        ),
      );
    } catch (cause) {
      arm();
      onFault(cause as Error);
    }
  };

  return {
    set(released) {
      if (closed)
        throw new HardwareFault('door.relay-closed', 'The relay line is already released', {
          remedy: 'Nothing to do: the daemon is stopping.',
        });
      try {
        coil.energise(energised(lock, released));
      } finally {
        // Also after a failed attempt: the coil may have switched anyway.
        if (released) arm();
      }
      if (!released) disarm();
    },
    close() {
      if (closed) return;
      closed = true;
      disarm();
      try {
        coil.energise(energised(lock, false));
      } finally {
        coil.letGo();
      }
    },
  };
}
