/** Branded units, so that a duration cannot be mistaken for an instant. */

declare const unit: unique symbol;
type Unit<Name extends string> = number & { readonly [unit]: Name };

/** A duration in milliseconds. */
export type Millis = Unit<'Millis'>;
/** Monotonic time in milliseconds since an arbitrary origin shared by all processes of one boot (CLOCK_MONOTONIC). */
export type Instant = Unit<'Instant'>;
/** Wall-clock time in milliseconds since 1970-01-01T00:00:00Z; can jump. */
export type Timestamp = Unit<'Timestamp'>;

export const millis = (n: number): Millis => n as Millis;
export const seconds = (n: number): Millis => (n * 1000) as Millis;
export const minutes = (n: number): Millis => (n * 60_000) as Millis;
export const instant = (n: number): Instant => n as Instant;
export const timestamp = (n: number): Timestamp => n as Timestamp;

/** The instant `d` after `t`. */
export const after = (t: Instant, d: Millis): Instant => (t + d) as Instant;
/** Time from `from` to `to`; negative when `to` is earlier. */
export const elapsed = (from: Instant, to: Instant): Millis => (to - from) as Millis;
