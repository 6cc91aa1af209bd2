import { openGpioDoor } from './adapters/gpio/door.js';
import { openOnoffDoor } from './adapters/onoff/door.js';
import { simulatedDoor } from './adapters/simulated/door.js';
import { noteRelay } from './compose-relay.js';
import type { TerminalConfig } from './config/schema.js';
import { ConfigError, describe } from './domain/errors.js';
import type { Clock } from './ports/clock.js';
import type { DoorHardware } from './ports/door-hardware.js';
import type { DoorWiring } from './ports/door-wiring.js';
import type { Log } from './ports/log.js';

/** The door that the configuration names, its strike secured. @throws HardwareFault, ConfigError `door.relay-missing` */
export async function openDoor(config: TerminalConfig['door'], clock: Clock, log: Log): Promise<DoorHardware> {
  const { hardware, relay, rex, contact, maxPulse, lock, onPersistedOutputs } = config;
  if (hardware === 'simulated') {
    return simulatedDoor({ clock, maxPulse, lock, rex: rex !== undefined, contact: contact !== undefined });
  }
  if (relay === undefined) {
    throw new ConfigError('door.relay-missing', `door.hardware is ${hardware}, but door.relay names no line`, {
      remedy: 'Set door.relay.line, and door.relay.chip to the label that gpiodetect prints.',
    });
  }
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
    log.warn({ fault: describe(error) }, 'ExecStopPost= will not know which relay to secure');
  }
  return hardware === 'gpio' ? openGpioDoor({ ...wiring, clock, log }) : openOnoffDoor({ ...wiring, clock, log });
}
