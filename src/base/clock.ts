import type { Instant, Millis, Timestamp } from './units.js';

export interface Clock {
  /** CLOCK_MONOTONIC; comparable between processes of one boot. */
  monotonic(): Instant;
  wall(): Timestamp;
  /** Whether the wall clock is known to be synchronised. */
  wallTrusted(): boolean;
  /** Calls `action` once after `delay`, never early; returns a function that cancels it. */
  after(delay: Millis, action: () => void): () => void;
}
