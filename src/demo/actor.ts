import type { Picture } from './drawing/develop.js';

/** A member of the demo's cast. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  /** Identifies the person and the way of drawing, to reuse rendered frames. */
  readonly looks: string;
  /** Picture file used for the walk. People in its background would count as visitors. */
  readonly walksWith?: string;
  /** Paths of enrolment pictures; drawn ones are written below `folder`. */
  portraits(folder: string): Promise<readonly string[]>;
  /** The frames of a walk up to the camera at `place`, of which the first is the play's frame `first`. */
  walk(place: number, first: number): Iterable<Picture> | AsyncIterable<Picture>;
}
