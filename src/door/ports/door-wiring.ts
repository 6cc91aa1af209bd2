import type { Millis } from '../../base/units.js';

/** A GPIO line. A number is an offset within the chip, a string the line's own name. */
export interface LinePlace {
  /** Chip label, e.g. `pinctrl-bcm2711`. `gpiochipN` or a path is accepted too, but the number differs between kernels. */
  readonly chip?: string;
  readonly line: number | string;
  /** A low level means active: coil energised, button pressed, door open. */
  readonly activeLow: boolean;
}

export interface InputPlace extends LinePlace {
  readonly bias: 'pullUp' | 'pullDown' | 'disabled';
  readonly debounce: Millis;
}

/** `failSecure`: locked without power, the coil is energised to release. `failSafe` (magnet): the coil is energised to secure. */
export type Lock = 'failSecure' | 'failSafe';

/** How a door is wired to the terminal; the same for every adapter that drives real lines. */
export interface DoorWiring {
  /** Active means that the coil is energised. */
  readonly relay: LinePlace;
  /** Active means pressed. */
  readonly rex?: InputPlace;
  /** Active means that the door is open. */
  readonly contact?: InputPlace;
  /** The relay secures by itself if a release is not renewed for this long. Longer than the release time. */
  readonly maxPulse: Millis;
  readonly lock: Lock;
  /** What to do on a kernel that keeps lines driven after a process dies. */
  readonly onPersistedOutputs: 'warn' | 'refuse';
}
