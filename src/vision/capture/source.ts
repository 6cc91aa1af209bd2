import type { HardwareFault } from '../../base/errors.js';
import type { Instant, Millis } from '../../base/units.js';
import type { Image } from '../imaging/image.js';

/** One picture as a source delivers it. Its memory is lent until `release`. */
export interface Captured {
  readonly capturedAt: Instant;
  readonly width: number;
  readonly height: number;
  /** The picture's samples in whatever layout the source has them; read only to tell one picture from the next. */
  readonly samples: Uint8Array;
  /** The picture as BGR or RGB; converts where it must. Valid until `release`. */
  image(): Image;
  /** Gives the memory back; call once. */
  release(): void;
}

/** What a source tells. Nothing is told after `over`, nor once `close` was called. */
export interface SourceListener {
  frame(captured: Captured): void;
  /** Something was wrong, but the source goes on: a picture that could not be decoded. */
  notice(fault: HardwareFault): void;
  /** The source is finished, by a fault, or because a list of pictures has come to its end. */
  over(end: HardwareFault | 'ended'): void;
}

/** An open source of pictures. */
export interface Source {
  /** Frames overwritten inside the source. */
  dropped(): number;
  /** Lets the device, child or files go. Ends within 2 s whatever the device does. */
  close(): Promise<void>;
}

/** A way to open a source again and again, and what may be expected of it. */
export interface SourceKind {
  /** For messages: what a technician would call it. Never holds a password. */
  readonly name: string;
  readonly expects: Expectations;
  /** @throws HardwareFault when it is clear at once that it cannot be opened. */
  open(listener: SourceListener): Source;
}

export interface Expectations {
  /** Longest time from opening to the first frame. */
  readonly openWithin: Millis;
  /** Longest time between two frames. */
  readonly stallAfter: Millis;
  /** Longest time without a change in the picture; absent where a picture may rightly repeat. Sensors have noise: theirs never does. */
  readonly frozenAfter?: Millis;
  readonly fixedSize: boolean;
}
