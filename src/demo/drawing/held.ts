import type { Figure } from './figure.js';
import type { Mesh } from './mesh.js';
import type { Painter } from './paint.js';
import type { Point } from './solids.js';

/** A thing with a photograph on it, with the hands and arms that hold it, around its middle. */
export interface Held {
  readonly meshes: readonly Mesh[];
  /** Paints what it is made of; hands and sleeves are their owner's. */
  readonly painters: ReadonlyMap<number, Painter>;
  readonly metered: Figure['metered'];
  /** Where the head of the holder is, from the middle. */
  readonly holder: Point;
  /** Distance from the camera at which its face is as large as that of somebody at the door. */
  readonly near: number;
}
