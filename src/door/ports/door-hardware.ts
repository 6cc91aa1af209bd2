import type { Pulse } from '../../base/health.js';
import type { Instant } from '../../base/units.js';

/**
 * The strike's relay. `set` is synchronous and quick (no promise, no disk, no network): REX must never wait. The adapter owns polarity, the
 * pulse cap (it drops a driven line after the cap by itself), requesting the line inactive, and securing on close.
 */
export interface Relay {
  /** Idempotent; `set(true)` restarts the pulse cap. @throws HardwareFault if the line cannot be driven. */
  set(released: boolean): void;
  close(): void;
}

/** A debounced input: REX button or door contact. */
export interface InputLine {
  /** Logical level now (polarity applied): REX pressed, or door open. @throws HardwareFault */
  active(): boolean;
  /** Calls `listener` for each change, in order, with the instant of the edge; returns a function that stops it. */
  onChange(listener: (active: boolean, at: Instant) => void): () => void;
  close(): void;
}

export interface DoorHardware {
  readonly kind: 'simulated' | 'gpio' | 'onoff';
  readonly relay: Relay;
  readonly rex?: InputLine;
  readonly contact?: InputLine;
  /** Calls `listener` if an input fails after start, or the pulse cap drops the relay; returns a function that stops it. */
  onFault(listener: (fault: Error) => void): () => void;
  /** Pulses of the adapter's own input loop, if it has one. */
  pulses?(): readonly Pulse[];
  /** Secures the strike, then releases every line. Idempotent. */
  close(): Promise<void>;
}
