import { energised } from './capped-relay.js';
import type { LinePlace, Lock } from './ports/door-wiring.js';

/** The relay that a daemon drives. */
export interface HeldRelay {
  readonly hardware: 'gpio' | 'onoff';
  readonly relay: LinePlace;
  readonly lock: Lock;
}

/** The note for src/door/secure/secure.cc, one value per line. @param place kind of interface, then where it has the line */
export function relayNote(place: readonly (string | number)[], { relay, lock }: Omit<HeldRelay, 'hardware'>): string {
  return [...place, Number(relay.activeLow), Number(energised(lock, false)), ''].join('\n');
}
