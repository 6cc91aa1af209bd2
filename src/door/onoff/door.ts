import { createRequire } from 'node:module';
import type { Gpio } from 'onoff';
import type { Clock } from '../../base/clock.js';
import { HardwareFault } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import type { Instant } from '../../base/units.js';
import { type Coil, cappedRelay, energised } from '../capped-relay.js';
import type { DoorHardware, InputLine, Relay } from '../ports/door-hardware.js';
import type { DoorWiring, InputPlace, LinePlace } from '../ports/door-wiring.js';
import { becomesOurs, globalNumber, type SysfsChip, sysfsChips, udevPatience } from './sysfs.js';

export interface OnoffDoorOptions extends DoorWiring {
  readonly clock: Clock;
  readonly log: Log;
}

type GpioClass = typeof Gpio;

/**
 * A door on sysfs through npm `onoff`, for kernels without the character device.
 *
 * sysfs always keeps a line driven after its process died: only the unit's ExecStopPost=, its watchdog and the relay's own on-time secure
 * the door after a crash. A fail-safe lock stays locked then. @throws HardwareFault if a line cannot be exported; no line is held then.
 */
export function openOnoffDoor(options: OnoffDoorOptions): DoorHardware {
  const chips = sysfsChips();
  const fault = persistence();
  if (options.onPersistedOutputs === 'refuse') throw fault;
  options.log.warn({ code: fault.code, remedy: fault.remedy }, fault.message);
  return new OnoffDoor(options, chips, loadOnoff());
}

class OnoffDoor implements DoorHardware {
  readonly kind = 'onoff';
  readonly relay: Relay;
  readonly rex?: InputLine;
  readonly contact?: InputLine;
  readonly #inputs: InputLine[] = [];
  readonly #faults = new Set<(fault: Error) => void>();

  constructor(options: OnoffDoorOptions, chips: readonly SysfsChip[], gpio: GpioClass) {
    const { relay, rex, contact, lock, maxPulse, clock, log } = options;
    const onFault = (fault: Error) => {
      for (const listener of this.#faults) listener(fault);
    };
    const openInput = (place: InputPlace, name: string): InputLine => {
      if (place.bias !== 'disabled') {
        log.warn(
          { line: place.line, bias: place.bias },
          `sysfs cannot set a pull: fit a resistor for ${name}, or set the pull in config.txt`,
        );
      }
      const number = globalNumber(place, chips);
      const { activeLow, debounce } = place;
      const line = exported(
        place,
        number,
        () => new gpio(number, 'in', 'both', { activeLow, debounceTimeout: debounce }),
      );
      const input = new OnoffInput(line, place, clock, onFault);
      this.#inputs.push(input);
      return input;
    };
    this.relay = cappedRelay({
      coil: openCoil(relay, energised(lock, false), chips, gpio),
      lock,
      maxPulse,
      clock,
      onFault,
    });
    try {
      if (rex) this.rex = openInput(rex, 'REX');
      if (contact) this.contact = openInput(contact, 'the door contact');
    } catch (fault) {
      this.#letGo();
      throw fault;
    }
  }

  onFault(listener: (fault: Error) => void): () => void {
    this.#faults.add(listener);
    return () => this.#faults.delete(listener);
  }

  async close(): Promise<void> {
    this.#letGo();
  }

  #letGo(): void {
    for (const input of this.#inputs) input.close();
    this.relay.close();
  }
}

class OnoffInput implements InputLine {
  readonly #line: Gpio;
  readonly #place: LinePlace;
  readonly #listeners = new Set<(active: boolean, at: Instant) => void>();
  #closed = false;

  constructor(line: Gpio, place: LinePlace, clock: Clock, onFault: (fault: Error) => void) {
    this.#line = line;
    this.#place = place;
    line.watch((error, value) => {
      if (error) onFault(lineFault('door.input-lost', place, error));
      // sysfs gives no time stamp: the edge was one debounce time ago.
      else for (const listener of this.#listeners) listener(value === 1, clock.monotonic());
    });
  }

  active(): boolean {
    try {
      return this.#line.readSync() === 1;
    } catch (cause) {
      throw lineFault('door.input-lost', this.#place, cause);
    }
  }

  onChange(listener: (active: boolean, at: Instant) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listeners.clear();
    this.#line.unexport();
  }
}

/** The coil's line, driven to `level` in the same write that makes it an output. */
function openCoil(place: LinePlace, level: boolean, chips: readonly SysfsChip[], gpio: GpioClass): Coil {
  const number = globalNumber(place, chips);
  // `direction` takes the electrical level, `value` takes the logical one.
  const electrical = level !== place.activeLow ? 'high' : 'low';
  const line = exported(place, number, () => new gpio(number, electrical, 'none', { activeLow: place.activeLow }));
  const energise = (on: boolean) => {
    try {
      line.writeSync(on ? 1 : 0);
    } catch (cause) {
      throw lineFault('door.relay-failed', place, cause);
    }
  };
  energise(level);
  return { energise, letGo: () => line.unexport() };
}

/** @throws HardwareFault `door.line-busy`, `door.gpio-denied`, `door.line-refused` */
function exported(place: LinePlace, number: number, open: () => Gpio): Gpio {
  try {
    return open();
  } catch (first) {
    let cause = first;
    // onoff retries ten thousand times, however long that takes. Reopen only once every file is ours: in a line exported earlier, onoff
    // silently skips what it may not set.
    if (codeOf(cause) === 'EACCES' && becomesOurs(number, udevPatience)) {
      try {
        return open();
      } catch (second) {
        cause = second;
      }
    }
    switch (codeOf(cause)) {
      case 'EBUSY':
        throw lineFault('door.line-busy', place, cause);
      case 'EACCES':
      case 'EPERM':
        throw lineFault('door.gpio-denied', place, cause);
      default:
        throw lineFault('door.line-refused', place, cause);
    }
  }
}

const remedies = {
  'door.line-busy': 'Stop what holds the line (run gpioinfo), or use another line.',
  'door.gpio-denied': 'Add the daemon’s user to the group gpio and restart the daemon.',
  'door.line-refused': 'Choose a line that supports input, output and interrupts (run gpioinfo).',
  'door.relay-failed':
    'Check the relay’s wiring and the kernel log (dmesg), then restart the daemon: systemctl restart ostiary.',
  'door.input-lost':
    'Check the kernel log (dmesg) for the GPIO chip, then restart the daemon: systemctl restart ostiary.',
} as const;

function lineFault(code: keyof typeof remedies, place: LinePlace, cause: unknown): HardwareFault {
  const transient = code === 'door.line-busy' || code === 'door.relay-failed';
  return new HardwareFault(code, `Line ${place.line} in sysfs: ${codeOf(cause) ?? String(cause)}`, {
    remedy: remedies[code],
    context: { chip: place.chip ?? null, line: place.line },
    cause,
    transient,
  });
}

function persistence(): HardwareFault {
  return new HardwareFault(
    'door.persisted-outputs',
    'sysfs keeps GPIO outputs driven after a process dies: a crash could leave the door released',
    {
      remedy:
        'Set door.hardware to gpio. Or fit a relay with a maximum on-time and set door.onPersistedOutputs to warn.',
    },
  );
}

/** Loaded on demand: onoff needs a native addon that terminals with the character device do not need. */
function loadOnoff(): GpioClass {
  try {
    return (createRequire(import.meta.url)('onoff') as typeof import('onoff')).Gpio;
  } catch (cause) {
    throw new HardwareFault('door.onoff-unbuilt', 'The native addon epoll, which onoff needs, is not built', {
      remedy: 'Run npm rebuild epoll --ignore-scripts=false, or set door.hardware to gpio.',
      cause,
    });
  }
}

function codeOf(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
}
