import type { Landmarks, Point } from '../../src/vision/domain/face.js';

/** How a head or a picture of one is held: angles in degrees, distances in eye distances. */
export interface Held {
  /** Turn about the vertical axis; above zero to the image's right. */
  readonly yaw?: number;
  /** Above zero: the chin rises. */
  readonly pitch?: number;
  readonly roll?: number;
  readonly x?: number;
  readonly y?: number;
  /** From the camera. */
  readonly distance?: number;
}

type Solid = readonly [number, number, number];

/** Eye, eye, nose tip, mouth corner, mouth corner; y down, z towards the camera, in eye distances. Proportions of an adult (Farkas 1994). */
const head: readonly Solid[] = [
  [-0.5, 0, 0],
  [0.5, 0, 0],
  [0, 0.58, 0.45],
  [-0.4, 1.05, 0.02],
  [0.4, 1.05, 0.02],
];

/** Landmarks of a living head. */
export const headLandmarks = (held: Held = {}): Landmarks => project(head, held);

/** Landmarks of a picture of a head that looked `shown`, on paper that may be rolled to a cylinder of this radius. */
export function pictureLandmarks(held: Held, shown: Held = {}, radius = Number.POSITIVE_INFINITY): Landmarks {
  const flat = project(head, { ...shown, distance: 1000 }).map(({ x, y }): Solid => {
    const scale = focal / 1000;
    const across = x / scale;
    return radius === Number.POSITIVE_INFINITY
      ? [across, y / scale, 0]
      : [radius * Math.sin(across / radius), y / scale, radius * Math.cos(across / radius) - radius];
  });
  return project(flat, held);
}

const focal = 600;

function project(points: readonly Solid[], held: Held): Landmarks {
  const { x = 0, y = 0, distance = 9 } = held;
  const projected = points.map((point): Point => {
    const [px, py, pz] = turn(point, held);
    const depth = distance - pz;
    return { x: (focal * (px + x)) / depth, y: (focal * (py + y)) / depth };
  });
  return projected as unknown as Landmarks;
}

function turn([x, y, z]: Solid, { yaw = 0, pitch = 0, roll = 0 }: Held): Solid {
  const [a, b, c] = [yaw, -pitch, roll].map((degrees) => (degrees * Math.PI) / 180) as [number, number, number];
  // Pitch, then yaw, then roll.
  const [y1, z1] = [y * Math.cos(b) + z * Math.sin(b), -y * Math.sin(b) + z * Math.cos(b)];
  const [x2, z2] = [x * Math.cos(a) + z1 * Math.sin(a), -x * Math.sin(a) + z1 * Math.cos(a)];
  return [x2 * Math.cos(c) - y1 * Math.sin(c), x2 * Math.sin(c) + y1 * Math.cos(c), z2];
}
