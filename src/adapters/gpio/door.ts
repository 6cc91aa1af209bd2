import { readFileSync } from 'node:fs';
import type { Instant } from '../../domain/units.js';
import { type Coil, cappedRelay, energised } from '../../ports/capped-relay.js';
import type { Clock } from '../../ports/clock.js';
import type { DoorHardware, InputLine, Relay } from '../../ports/door-hardware.js';
import type { DoorWiring, InputPlace } from '../../ports/door-wiring.js';
import type { Log } from '../../ports/log.js';
import type { Chip } from './chip.js';
import { findLine, listChips } from './chips.js';
import { EdgeScan } from './edge-scan.js';
import { inputLost, persistedOutputs, relayFailed } from './faults.js';
import { type Line, requestInput, requestOutput } from './line.js';

export interface GpioDoorOptions extends DoorWiring {
  readonly clock: Clock;
  readonly log: Log;
}

const persistParameter = '/sys/module/pinctrl_bcm2835/parameters/persist_gpio_outputs';

/**
 * A door on the GPIO character device. The relay is requested secured, in one step with the request.
 *
 * When the process dies the kernel lets the line go and the coil falls off: a fail-secure lock locks, a fail-safe lock
 * opens, as they do without power. Not so while the process merely hangs or is stopped, nor where the kernel persists
 * outputs: there only the unit's watchdog and ExecStopPost=, or the relay's own on-time, secure the door.
 * @throws HardwareFault for each way in which the lines cannot be had; then nothing is held.
 */
export function openGpioDoor(options: GpioDoorOptions): DoorHardware {
  checkPersistence(options);
  return new GpioDoor(options, listChips());
}

class GpioDoor implements DoorHardware {
  readonly kind = 'gpio';
  readonly relay: Relay;
  readonly rex?: InputLine;
  readonly contact?: InputLine;
  readonly #scan = new EdgeScan();
  readonly #faults = new Set<(fault: Error) => void>();
  readonly #inputs: InputLine[] = [];

  constructor(options: GpioDoorOptions, chips: readonly Chip[]) {
    const { lock, maxPulse, clock, rex, contact } = options;
    const onFault = (fault: Error) => this.#report(fault);
    this.relay = cappedRelay({ coil: openCoil(options, chips), lock, maxPulse, clock, onFault });
    try {
      if (rex) this.rex = this.#openInput(rex, 'ostiary rex', chips);
      if (contact) this.contact = this.#openInput(contact, 'ostiary contact', chips);
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

  #openInput(place: InputPlace, consumer: string, chips: readonly Chip[]): InputLine {
    const line = requestInput(findLine(place, chips), place, consumer);
    const input = new GpioInput(line, this.#scan, (fault) => this.#report(fault));
    this.#inputs.push(input);
    return input;
  }

  #letGo(): void {
    for (const input of this.#inputs) input.close();
    this.relay.close();
  }

  #report(fault: Error): void {
    for (const listener of this.#faults) listener(fault);
  }
}

class GpioInput implements InputLine {
  readonly #line: Line;
  readonly #scan: EdgeScan;
  readonly #listeners = new Set<(active: boolean, at: Instant) => void>();

  constructor(line: Line, scan: EdgeScan, onFault: (fault: Error) => void) {
    this.#line = line;
    this.#scan = scan;
    scan.watch(line, {
      edge: (active, at) => {
        for (const listener of this.#listeners) listener(active, at);
      },
      lost: (cause) => onFault(inputLost(line.found, cause)),
    });
  }

  active(): boolean {
    try {
      return this.#line.get();
    } catch (cause) {
      throw inputLost(this.#line.found, cause);
    }
  }

  onChange(listener: (active: boolean, at: Instant) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#listeners.clear();
    this.#scan.unwatch(this.#line);
    this.#line.close();
  }
}

function openCoil({ relay, lock }: DoorWiring, chips: readonly Chip[]): Coil {
  const line = requestOutput(findLine(relay, chips), relay, 'ostiary relay', energised(lock, false));
  return {
    energise(on) {
      try {
        line.set(on);
      } catch (cause) {
        throw relayFailed(line.found, cause);
      }
    },
    letGo: () => line.close(),
  };
}

function checkPersistence({ onPersistedOutputs, log }: GpioDoorOptions): void {
  let setting: string;
  try {
    setting = readFileSync(persistParameter, 'utf8').trim();
  } catch {
    return; // not the Pi's driver, or one too old to persist
  }
  if (setting !== 'Y') return;
  const fault = persistedOutputs(persistParameter);
  if (onPersistedOutputs === 'refuse') throw fault;
  log.warn({ code: fault.code, remedy: fault.remedy }, fault.message);
}
