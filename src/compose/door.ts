import type { Clock } from '../base/clock.js';
import { describe } from '../base/errors.js';
import type { Log } from '../base/log.js';
import { openGpioDoor } from '../door/gpio/door.js';
import { openOnoffDoor } from '../door/onoff/door.js';
import type { DoorHardware } from '../door/ports/door-hardware.js';
import type { DoorWiring } from '../door/ports/door-wiring.js';
import { simulatedDoor } from '../door/simulated/door.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { noteRelay } from './relay.js';

/** Opens the configured door, with its strike secured. @throws HardwareFault */
export async function openDoor(config: TerminalConfig['door'], clock: Clock, log: Log): Promise<DoorHardware> {
  if (config.hardware === 'simulated') {
    const { maxPulse, lock, rex, contact } = config;
    return simulatedDoor({ clock, maxPulse, lock, rex: rex !== undefined, contact: contact !== undefined });
  }
  const { hardware, relay, rex, contact, maxPulse, lock, onPersistedOutputs } = config;
  const wiring: DoorWiring = {
    relay,
    ...(rex === undefined ? {} : { rex }),
    ...(contact === undefined ? {} : { contact }),
    maxPulse,
    lock,
    onPersistedOutputs,
  };
  try {
    noteRelay({ hardware, relay, lock }, process.env);
  } catch (error) {
    log.warn({ fault: describe(error) }, 'cannot note the relay: ExecStopPost= could not secure it');
  }
  return hardware === 'gpio' ? openGpioDoor({ ...wiring, clock, log }) : openOnoffDoor({ ...wiring, clock, log });
}
