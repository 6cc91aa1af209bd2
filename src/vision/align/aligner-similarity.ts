import type { Landmarks, Point } from '../domain/face.js';

/** x' = a·x − b·y + tx, y' = b·x + a·y + ty: rotation, uniform scale and translation. */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly tx: number;
  readonly ty: number;
}

/** Positions of the five landmarks in an aligned 112×112 crop. */
export const faceTemplate: Landmarks = [
  { x: 38.2946, y: 51.6963 },
  { x: 73.5318, y: 51.5014 },
  { x: 56.0252, y: 71.7366 },
  { x: 41.5493, y: 92.3655 },
  { x: 70.7299, y: 92.2041 },
];

/**
 * The similarity that maps `from` to `to` with the least squared error (Umeyama 1991, closed form for the plane, no reflection). Undefined
 * if all points of `from` coincide.
 */
export function fitSimilarity(from: readonly Point[], to: readonly Point[]): Similarity | undefined {
  const f = centroid(from);
  const t = centroid(to);
  let along = 0;
  let across = 0;
  let spread = 0;
  from.forEach((p, i) => {
    const q = to[i] as Point;
    const [px, py, qx, qy] = [p.x - f.x, p.y - f.y, q.x - t.x, q.y - t.y];
    along += px * qx + py * qy;
    across += px * qy - py * qx;
    spread += px * px + py * py;
  });
  if (!(spread > 0)) return undefined;
  const a = along / spread;
  const b = across / spread;
  return { a, b, tx: t.x - (a * f.x - b * f.y), ty: t.y - (b * f.x + a * f.y) };
}

/** Undefined for a similarity that shrinks everything to a point. */
export function invert({ a, b, tx, ty }: Similarity): Similarity | undefined {
  const square = a * a + b * b;
  if (!(square > 1e-12)) return undefined;
  const ia = a / square;
  const ib = -b / square;
  return { a: ia, b: ib, tx: -(ia * tx - ib * ty), ty: -(ib * tx + ia * ty) };
}

export function apply({ a, b, tx, ty }: Similarity, { x, y }: Point): Point {
  return { x: a * x - b * y + tx, y: b * x + a * y + ty };
}

function centroid(points: readonly Point[]): Point {
  let x = 0;
  let y = 0;
  for (const point of points) {
    x += point.x;
    y += point.y;
  }
  return { x: x / points.length, y: y / points.length };
}
