import type { AuditLog } from '../audit/ports/audit-log.js';
import type { Clock } from '../base/clock.js';
import { describe, HardwareFault, TerminalError } from '../base/errors.js';
import type { HealthReport, Pulse } from '../base/health.js';
import type { Log } from '../base/log.js';
import { after, elapsed, type Instant, type Millis, millis, seconds } from '../base/units.js';
import {
  type Door,
  type DoorInput,
  type DoorMode,
  type DoorTimes,
  initialDoor,
  next,
  nextDeadline,
  type ReleaseCause,
  type ReleaseResult,
  released,
} from './domain/door.js';
import { type DoorEvent, doorEvents } from './domain/door-events.js';
import type { DoorHardware, InputLine } from './ports/door-hardware.js';

export interface DoorLoopOptions {
  readonly hardware: DoorHardware;
  readonly clock: Clock;
  /** As they are now: asked for with every change. */
  readonly times: () => DoorTimes;
  readonly audit: Pick<AuditLog, 'note'>;
  readonly log: Log;
}

/** Time from the button's edge to the driven relay, in milliseconds. */
export interface RexLatency {
  readonly count: number;
  readonly last: Millis;
  readonly max: Millis;
}

/**
 * The loop runs this often if nothing else is due: it retries a failed relay and renews `unlocked`, well below any pulse cap.
 */
const beat: Millis = millis(200);
const rest: Millis = seconds(1);

/** Runs the door's state machine; the only writer of the relay. Never waits for disk, network or vision. */
export class DoorLoop {
  readonly #hardware: DoorHardware;
  readonly #clock: Clock;
  readonly #times: () => DoorTimes;
  readonly #log: Log;
  readonly #audit: Pick<AuditLog, 'note'>;
  readonly #watchers = new Set<(door: Door) => void>();
  readonly #stops: (() => void)[] = [];
  #door = initialDoor;
  #cancelTimer = () => {};
  #rex: RexLatency = { count: 0, last: millis(0), max: millis(0) };
  #relayFault: Error | undefined;
  #inputFault: Error | undefined;
  /** Releases and relocks that the relay has not carried out yet. */
  #unconfirmed: readonly DoorEvent[] = [];
  #movedAt: Instant;
  #closed = false;

  constructor({ hardware, clock, times, audit, log }: DoorLoopOptions) {
    this.#hardware = hardware;
    this.#clock = clock;
    this.#times = times;
    this.#movedAt = clock.monotonic();
    this.#log = log;
    this.#audit = audit;
  }

  /** Secures the strike, then listens. A button already held counts as pressed: a person wants to leave. */
  start(): void {
    const { rex, contact } = this.#hardware;
    this.#stops.push(this.#hardware.onFault((fault) => this.#hardwareFailed(fault)));
    this.#drive(this.#clock.monotonic());
    if (rex) this.#stops.push(rex.onChange((pressed, at) => pressed && this.#rexPressed(at)));
    if (contact) this.#stops.push(contact.onChange((open) => this.#apply({ kind: 'contact', open })));
    this.#read(() => {
      if (contact) this.#apply({ kind: 'contact', open: contact.active() });
    });
    this.#read(() => {
      if (!rex?.active()) return;
      this.#log.warn({}, 'REX is pressed at start: if nobody presses it, check its wiring and polarity');
      this.#rexPressed(this.#clock.monotonic());
    });
    this.#arm();
  }

  /** Returns `released` only once the relay has switched. */
  release(cause: Exclude<ReleaseCause, { kind: 'rex' }>): ReleaseResult {
    if (this.#closed) return 'stopping';
    if (!this.#apply({ kind: 'release', cause })) return 'lockdown';
    return this.#relayFault ? 'relayFailed' : 'released';
  }

  setMode(mode: DoorMode): void {
    if (!this.#closed) this.#apply({ kind: 'mode', mode });
  }

  /** The desired state of the door; `health` reports a relay that does not follow. */
  door(): Door {
    return this.#door;
  }

  /** Tells `watcher` of every change, after the relay was driven. @returns the way to stop */
  watch(watcher: (door: Door) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  rexLatency(): RexLatency {
    return this.#rex;
  }

  health(): HealthReport {
    const part = 'door';
    if (this.#relayFault) return { part, level: 'failed', detail: describe(this.#relayFault) };
    const { rex, contact } = this.#hardware;
    const exit = rex && (this.#inputFault ?? this.#unreadable(rex));
    // Nobody must be locked in: a failed REX is worse than a failed contact.
    if (exit) return { part, level: 'failed', detail: describe(exit) };
    const input = this.#inputFault ?? (contact && this.#unreadable(contact));
    if (input) return { part, level: 'degraded', detail: describe(input) };
    return { part, level: 'ok', detail: `${this.#door.mode}, ${released(this.#door) ? 'released' : 'secured'}` };
  }

  /** The pulses of the loop, and of the listeners for REX and contact. */
  pulses(): readonly Pulse[] {
    return [{ loop: 'door', movedAt: this.#movedAt, rest }, ...(this.#hardware.pulses?.() ?? [])];
  }

  /** Secures the strike, then lets the hardware go. Idempotent. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelTimer();
    for (const stop of this.#stops) stop();
    const now = this.#clock.monotonic();
    const wasReleased = released(this.#door);
    this.#door = { ...this.#door, mode: 'normal', strike: { kind: 'secured', since: now } };
    await this.#hardware.close();
    if (wasReleased) this.#audit.note('door.secured', { reason: 'stopped' }, now);
  }

  #rexPressed(edge: Instant): void {
    this.#apply({ kind: 'release', cause: { kind: 'rex' } }, edge);
  }

  /** Returns whether the door changed. Drives the relay first: everything after it may be slow or fail. */
  #apply(input: DoorInput, edge?: Instant): boolean {
    const now = this.#clock.monotonic();
    const before = this.#door;
    this.#door = next(before, input, now, this.#times());
    if (this.#door === before) return false;
    const events = doorEvents(before, this.#door, input);
    const strikes = events.filter(isStrike);
    if (strikes.length > 0) this.#unconfirmed = strikes;
    // Renew an unlocked door on every input, since each one resets the timer.
    if (strikes.length > 0 || this.#door.mode === 'unlocked') this.#drive(now, edge);
    for (const { kind, facts } of events.filter((event) => !isStrike(event))) this.#audit.note(kind, facts, now);
    this.#arm();
    this.#log.debug({ input: input.kind, door: this.#door }, 'door changed');
    this.#tell();
    return true;
  }

  /** Drives the relay to the desired state; records releases and relocks once it has switched. */
  #drive(now: Instant, edge?: Instant): void {
    try {
      this.#hardware.relay.set(released(this.#door));
    } catch (error) {
      this.#relayFailed(error as Error, now);
      return;
    }
    const latency = edge === undefined ? undefined : this.#measure(edge);
    if (this.#relayFault) this.#log.info({}, 'relay works again');
    this.#relayFault = undefined;
    for (const { kind, facts } of this.#unconfirmed) {
      this.#audit.note(kind, latency === undefined ? facts : { ...facts, latencyMs: latency }, now);
    }
    this.#unconfirmed = [];
  }

  #measure(edge: Instant): Millis {
    const last = elapsed(edge, this.#clock.monotonic());
    this.#rex = { count: this.#rex.count + 1, last, max: millis(Math.max(last, this.#rex.max)) };
    return last;
  }

  #relayFailed(fault: Error, now: Instant): void {
    if (this.#relayFault === undefined) {
      this.#log.error(
        { fault: describe(fault), wanted: released(this.#door) ? 'released' : 'secured' },
        'relay failed',
      );
      this.#audit.note('door.fault', { ...faultFacts(fault), released: released(this.#door) }, now);
    }
    this.#relayFault = fault;
  }

  #hardwareFailed(fault: Error): void {
    // Transient faults, such as the pulse cap or an input being requested again, pass.
    if (!(fault instanceof HardwareFault && fault.transient)) this.#inputFault = fault;
    this.#log.error({ fault: describe(fault) }, 'door hardware failed');
    this.#audit.note('door.fault', faultFacts(fault), this.#clock.monotonic());
  }

  /** Why this input cannot be read at present. */
  #unreadable(input: InputLine): unknown {
    if (this.#closed) return undefined;
    try {
      input.active();
      return undefined;
    } catch (fault) {
      return fault;
    }
  }

  #read(input: () => void): void {
    try {
      input();
    } catch (fault) {
      this.#hardwareFailed(fault as Error);
    }
  }

  /** One timer for what is due first: a deadline of the door, or the next beat. */
  #arm(): void {
    this.#cancelTimer();
    const now = this.#clock.monotonic();
    const first = Math.min(nextDeadline(this.#door) ?? Number.POSITIVE_INFINITY, after(now, beat));
    this.#cancelTimer = this.#clock.after(millis(Math.max(0, first - now)), () => this.#wake());
  }

  #wake(): void {
    const now = this.#clock.monotonic();
    this.#movedAt = now;
    const changed = this.#apply({ kind: 'tick' });
    if (changed) return;
    if (this.#relayFault || this.#door.mode === 'unlocked') this.#drive(now);
    this.#arm();
  }

  #tell(): void {
    for (const watcher of this.#watchers) {
      try {
        watcher(this.#door);
      } catch (error) {
        this.#log.error({ fault: describe(error) }, 'a watcher of the door failed');
      }
    }
  }
}

function isStrike({ kind }: DoorEvent): boolean {
  return kind === 'door.released' || kind === 'door.secured';
}

function faultFacts(fault: Error): { code: string; detail: string } {
  return { code: fault instanceof TerminalError ? fault.code : 'door.unknown', detail: fault.message };
}
