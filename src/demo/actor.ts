import type { Picture } from './drawing/develop.js';
import type { AttackKind } from './drawing/hold-up.js';

/** Who, or what, comes up to the camera. */
export interface Visitor {
  /** Identifies what is seen and the way of drawing it, to reuse rendered frames. */
  readonly looks: string;
  /** The frames of the visit at `place`, of which the first is the play's frame `first`. */
  walk(place: number, first: number): Iterable<Picture> | AsyncIterable<Picture>;
}

/** A member of the demo's cast. */
export interface Actor extends Visitor {
  readonly id: string;
  readonly name: string;
  /** Picture file used for the walk. People in its background would count as visitors. */
  readonly walksWith?: string;
  /** Paths of enrolment pictures; drawn ones are written below `folder`. */
  portraits(folder: string): Promise<readonly string[]>;
  /** Somebody else who holds up their photograph; absent where that cannot be drawn. */
  heldUp?(kind: AttackKind): Visitor;
}
