/** Coordinates in pixels of the frame: origin top left, x right, y down. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Eye, eye, nose tip, mouth corner, mouth corner; the one on the image's left first. */
export type Landmarks = readonly [Point, Point, Point, Point, Point];

export interface Detection {
  readonly box: Box;
  readonly landmarks: Landmarks;
  /** Detector score in 0..1. */
  readonly confidence: number;
}

/** Distance between the eyes in pixels. */
export function interOcularDistance([left, right]: Landmarks): number {
  return Math.hypot(right.x - left.x, right.y - left.y);
}

/** Intersection over union of two boxes, 0..1. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}
