import type { HardwareFault } from '../../base/errors.js';
import type { Instant, Millis } from '../../base/units.js';
import type { Image } from '../imaging/image.js';

/** One picture as a source delivers it. Its memory is lent until `release`. */
export interface Captured {
  readonly capturedAt: Instant;
  readonly width: number;
  readonly height: number;
  /** The samples in the source's own layout; used only to tell pictures apart. */
  readonly samples: Uint8Array;
  /** The picture as BGR or RGB, converted if necessary. Valid until `release`. */
  image(): Image;
  /** Returns the memory; call once. */
  release(): void;
}

/** Receives what a source reports. No calls after `over`, nor after `close`. */
export interface SourceListener {
  frame(captured: Captured): void;
  /** A fault that the source survives, such as a picture that could not be decoded. */
  notice(fault: HardwareFault): void;
  /** The source has ended: by a fault, or at the end of its list of pictures. */
  over(end: HardwareFault | 'ended'): void;
}

/** An open source of pictures. */
export interface Source {
  /** Frames overwritten inside the source. */
  dropped(): number;
  /** Releases the device, child or files. Ends within 2 s whatever the device does. */
  close(): Promise<void>;
}

/** How to open a source, any number of times, and what to expect of it. */
export interface SourceKind {
  /** Name for messages. Never contains a password. */
  readonly name: string;
  readonly expects: Expectations;
  /** @throws HardwareFault if it is clear at once that it cannot be opened. */
  open(listener: SourceListener): Source;
}

export interface Expectations {
  /** Longest time from opening to the first frame. */
  readonly openWithin: Millis;
  /** Longest time between two frames. */
  readonly stallAfter: Millis;
  /** Longest time without a change in the picture; absent if pictures may repeat. Pictures from a sensor never do: they contain noise. */
  readonly frozenAfter?: Millis;
  readonly fixedSize: boolean;
}
