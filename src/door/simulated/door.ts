import type { Clock } from '../../base/clock.js';
import { HardwareFault } from '../../base/errors.js';
import type { Millis } from '../../base/units.js';
import { cappedRelay, energised } from '../capped-relay.js';
import type { DoorHardware, InputLine, Relay } from '../ports/door-hardware.js';
import type { Lock } from '../ports/door-wiring.js';

export interface SimulatedDoorOptions {
  readonly clock: Clock;
  readonly maxPulse: Millis;
  readonly lock?: Lock;
  /** Default: both are wired. */
  readonly rex?: boolean;
  readonly contact?: boolean;
}

/** A door without hardware, for the demo and for tests: calls operate the inputs, and the strike can be read. */
export function simulatedDoor(options: SimulatedDoorOptions): SimulatedDoor {
  return new SimulatedDoor(options);
}

export class SimulatedDoor implements DoorHardware {
  readonly kind = 'simulated';
  readonly relay: Relay;
  readonly rex?: InputLine;
  readonly contact?: InputLine;
  readonly #button: SimulatedInput;
  readonly #switch: SimulatedInput;
  readonly #faults = new Set<(fault: Error) => void>();
  readonly #strikes = new Set<(released: boolean) => void>();
  readonly #lock: Lock;
  #coil: boolean;
  #broken = false;

  constructor({ clock, maxPulse, lock = 'failSecure', rex = true, contact = true }: SimulatedDoorOptions) {
    this.#lock = lock;
    this.#coil = energised(lock, false);
    this.#button = new SimulatedInput(clock);
    this.#switch = new SimulatedInput(clock);
    if (rex) this.rex = this.#button;
    if (contact) this.contact = this.#switch;
    this.relay = cappedRelay({
      coil: { energise: (on) => this.#energise(on), letGo: () => {} },
      lock,
      maxPulse,
      clock,
      onFault: (fault) => {
        for (const listener of this.#faults) listener(fault);
      },
    });
  }

  /** The state of the lock seen from outside: true while a person can walk through. */
  strikeReleased(): boolean {
    return this.#lock === 'failSecure' ? this.#coil : !this.#coil;
  }

  /** Calls `listener` whenever the strike changes; returns a function that stops it. */
  onStrike(listener: (released: boolean) => void): () => void {
    this.#strikes.add(listener);
    return () => this.#strikes.delete(listener);
  }

  /** Presses and releases the REX button. */
  press(): void {
    this.holdRex(true);
    this.holdRex(false);
  }

  holdRex(pressed: boolean): void {
    this.#button.drive(pressed);
  }

  openDoor(): void {
    this.#switch.drive(true);
  }

  closeDoor(): void {
    this.#switch.drive(false);
  }

  /** Makes the relay refuse every command, or accept them again. */
  breakRelay(broken: boolean): void {
    this.#broken = broken;
  }

  onFault(listener: (fault: Error) => void): () => void {
    this.#faults.add(listener);
    return () => this.#faults.delete(listener);
  }

  async close(): Promise<void> {
    this.#button.close();
    this.#switch.close();
    this.relay.close();
  }

  #energise(on: boolean): void {
    if (this.#broken) {
      throw new HardwareFault('door.relay-failed', 'The simulated relay is broken', {
        remedy: 'Repair it with breakRelay(false).',
        transient: true,
      });
    }
    if (this.#coil === on) return;
    this.#coil = on;
    for (const listener of this.#strikes) listener(this.strikeReleased());
  }
}

class SimulatedInput implements InputLine {
  readonly #clock: Clock;
  readonly #listeners = new Set<Parameters<InputLine['onChange']>[0]>();
  #active = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  drive(active: boolean): void {
    if (this.#active === active) return;
    this.#active = active;
    const at = this.#clock.monotonic();
    for (const listener of this.#listeners) listener(active, at);
  }

  active(): boolean {
    return this.#active;
  }

  onChange(listener: (active: boolean, at: ReturnType<Clock['monotonic']>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#listeners.clear();
  }
}
