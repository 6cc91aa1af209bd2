import { energised } from './capped-relay.js';
import type { LinePlace, Lock } from './ports/door-wiring.js';

/** The relay that a daemon drives. */
export interface HeldRelay {
  readonly hardware: 'gpio' | 'onoff';
  readonly relay: LinePlace;
  readonly lock: Lock;
}

/** What src/door/secure/secure.cc reads, one value a line. @param place the kind of interface, then where the line is found there */
export function relayNote(place: readonly (string | number)[], { relay, lock }: Omit<HeldRelay, 'hardware'>): string {
  return [...place, Number(relay.activeLow), Number(energised(lock, false)), ''].join('\n');
}
