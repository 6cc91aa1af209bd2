import { energised } from '../../ports/capped-relay.js';
import type { HeldRelay } from '../../ports/door-wiring.js';
import { findLine, listChips } from './chips.js';
import { requestOutput } from './line.js';

/** Drives the relay of a daemon that is gone to its secured side, then lets it go. @throws HardwareFault */
export function secureGpio({ relay, lock }: HeldRelay): void {
  requestOutput(findLine(relay, listChips()), relay, 'ostiary secure', energised(lock, false)).close();
}
