import type { Pulse } from '../../base/health.js';
import type { Instant } from '../../base/units.js';

/**
 * The strike's relay. `set` is synchronous and quick (no promise, no disk, no network): REX must never wait.
 * The adapter owns polarity, the pulse cap (a driven line is dropped after the cap even if nobody says so),
 * requesting the line inactive, and securing on close.
 */
export interface Relay {
  /** Idempotent; `set(true)` starts the pulse cap anew. @throws HardwareFault when the line cannot be driven. */
  set(released: boolean): void;
  close(): void;
}

/** A debounced input: REX button or door contact. */
export interface InputLine {
  /** Logical level now (polarity applied): REX pressed, or door open. @throws HardwareFault */
  active(): boolean;
  /** Calls `listener` for each change, in order, with the instant of the edge; returns the way to stop. */
  onChange(listener: (active: boolean, at: Instant) => void): () => void;
  close(): void;
}

export interface DoorHardware {
  readonly kind: 'simulated' | 'gpio' | 'onoff';
  readonly relay: Relay;
  readonly rex?: InputLine;
  readonly contact?: InputLine;
  /** Calls `listener` when an input fails after start, or the pulse cap dropped the relay; returns the way to stop. */
  onFault(listener: (fault: Error) => void): () => void;
  /** Signs of life of what listens to the inputs, where the adapter has a loop of its own for that. */
  pulses?(): readonly Pulse[];
  /** Secures the strike, then lets every line go. Idempotent. */
  close(): Promise<void>;
}
