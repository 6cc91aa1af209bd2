import type { Picture } from './drawing/develop.js';

/** Somebody of the demo's cast. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  /** Tells whom the frames of a play show, and how. */
  readonly looks: string;
  /** A picture file that the walk shows: it may show other people in the background, who would be visitors of their own. */
  readonly walksWith?: string;
  /** Paths of pictures to enrol with, as somebody would take them at a desk; what must be drawn first is put below `folder`. */
  portraits(folder: string): Promise<readonly string[]>;
  /** The frames of a walk up to the camera at `place`, of which the first is the play's frame `first`. */
  walk(place: number, first: number): Iterable<Picture> | AsyncIterable<Picture>;
}
