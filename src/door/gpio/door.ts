import { readFileSync } from 'node:fs';
import type { Clock } from '../../base/clock.js';
import type { Pulse } from '../../base/health.js';
import type { Log } from '../../base/log.js';
import { type Instant, type Millis, millis, seconds } from '../../base/units.js';
import { type Coil, cappedRelay, energised } from '../capped-relay.js';
import type { DoorHardware, InputLine, Relay } from '../ports/door-hardware.js';
import type { DoorWiring, InputPlace } from '../ports/door-wiring.js';
import type { Chip } from './chip.js';
import { findLine, listChips } from './chips.js';
import { Debounce } from './debounce.js';
import { EdgeScan } from './edge-scan.js';
import { inputLost, persistedOutputs, relayFailed } from './faults.js';
import { type Line, requestInput, requestOutput } from './line.js';

export interface GpioDoorOptions extends DoorWiring {
  readonly clock: Clock;
  readonly log: Log;
}

const persistParameter = '/sys/module/pinctrl_bcm2835/parameters/persist_gpio_outputs';

/**
 * A door on the GPIO character device. The relay is in its secured state from the moment its line is requested.
 *
 * If the process dies, the kernel releases the line and the coil drops: a fail-secure lock locks, a fail-safe lock opens,
 * as without power. This does not hold while the process hangs or is stopped, nor if the kernel persists outputs: then
 * only the unit's watchdog and ExecStopPost=, or the relay's own on-time, secure the door.
 * @throws HardwareFault if a line cannot be requested; no line is held then.
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
  readonly #options: GpioDoorOptions;
  readonly #scan = new EdgeScan();
  readonly #faults = new Set<(fault: Error) => void>();
  readonly #inputs: InputLine[] = [];

  constructor(options: GpioDoorOptions, chips: readonly Chip[]) {
    this.#options = options;
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

  pulses(): readonly Pulse[] {
    return this.#scan.pulses();
  }

  async close(): Promise<void> {
    this.#letGo();
  }

  #openInput(place: InputPlace, consumer: string, chips: readonly Chip[]): InputLine {
    const request = (among: readonly Chip[]) => requestInput(findLine(place, among), place, consumer);
    const input = new GpioInput(request(chips), () => request(listChips()), {
      scan: this.#scan,
      clock: this.#options.clock,
      period: place.debounce,
      lost: (fault) => this.#report(fault),
      back: () => this.#options.log.info({ input: consumer }, 'input works again'),
    });
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

/** Shortest and longest pause before a lost input is requested again. */
const soonest: Millis = seconds(1);
const latest: Millis = seconds(30);

interface Watch {
  readonly scan: EdgeScan;
  readonly clock: Clock;
  readonly period: Millis;
  readonly lost: (fault: Error) => void;
  readonly back: () => void;
}

class GpioInput implements InputLine {
  readonly #request: () => Line;
  readonly #watch: Watch;
  readonly #listeners = new Set<(active: boolean, at: Instant) => void>();
  #line: Line;
  #debounce: Debounce;
  #fault: Error | undefined;
  #retryAfter = soonest;
  #cancelRetry = () => {};

  constructor(line: Line, request: () => Line, watch: Watch) {
    this.#line = line;
    this.#request = request;
    this.#watch = watch;
    this.#debounce = this.#listen(firstLevel(line));
  }

  active(): boolean {
    if (this.#fault) throw this.#fault;
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
    this.#cancelRetry();
    this.#debounce.close();
    this.#listeners.clear();
    this.#watch.scan.unwatch(this.#line);
    this.#line.close();
  }

  #listen(level: boolean): Debounce {
    const { scan, clock, period } = this.#watch;
    const debounce = new Debounce({
      period,
      level,
      clock,
      look: () => scan.look(),
      tell: (active, at) => this.#tell(active, at),
    });
    scan.watch(this.#line, { edge: (active, at) => debounce.edge(active, at), lost: (cause) => this.#lose(cause) });
    return debounce;
  }

  #tell(active: boolean, at: Instant): void {
    for (const listener of this.#listeners) listener(active, at);
  }

  #lose(cause: Error): void {
    this.#fault = inputLost(this.#line.found, cause);
    this.#debounce.close();
    this.#line.close();
    this.#retry();
    this.#watch.lost(this.#fault);
  }

  #retry(): void {
    this.#cancelRetry = this.#watch.clock.after(this.#retryAfter, () => this.#requestAgain());
    this.#retryAfter = millis(Math.min(this.#retryAfter * 2, latest));
  }

  #requestAgain(): void {
    let active: boolean;
    try {
      this.#line = this.#request();
      active = firstLevel(this.#line);
    } catch {
      this.#retry();
      return;
    }
    this.#debounce = this.#listen(active);
    this.#fault = undefined;
    this.#retryAfter = soonest;
    this.#watch.back();
    // Edges were missed meanwhile: a button held now counts as pressed.
    this.#tell(active, this.#watch.clock.monotonic());
  }
}

/** Reads the first level; closes the line if that fails. */
function firstLevel(line: Line): boolean {
  try {
    return line.get();
  } catch (cause) {
    line.close();
    throw inputLost(line.found, cause);
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
  if (persistedOutputsSetting() !== 'Y') return;
  const fault = persistedOutputs(persistParameter);
  if (onPersistedOutputs === 'refuse') throw fault;
  log.warn({ code: fault.code, remedy: fault.remedy }, fault.message);
}

/** `Y` if the kernel keeps lines driven after their process died; undefined if its driver has no such switch. */
export function persistedOutputsSetting(): string | undefined {
  try {
    return readFileSync(persistParameter, 'utf8').trim();
  } catch {
    return undefined; // not the Pi's driver, or one too old to persist
  }
}
