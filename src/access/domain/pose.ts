import { interOcularDistance, type Landmarks, type Point } from '../../vision/domain/face.js';

/**
 * Pose of a head from five landmarks, in the basis of its eyes and mouth: nose = middle of the eyes + sideways · (right eye − left eye)
 * + down · (middle of the mouth − middle of the eyes). Every affine map keeps both numbers, so a flat picture cannot change them, however
 * it is moved, turned or tilted (weak perspective; Hartley and Zisserman 2004, section 2.4). A head does, because its nose stands out by
 * nearly half the distance of the eyes.
 */
export interface Pose {
  /** About 0.45 · tan(yaw), above zero where the nose points to the image's right. */
  readonly sideways: number;
  /** About 0.55 for a face that looks straight ahead; smaller when it looks up. */
  readonly down: number;
  /** Distance of the eyes in pixels. */
  readonly interOcular: number;
}

/** Undefined where the landmarks lie on one line. */
export function poseOf(landmarks: Landmarks): Pose | undefined {
  const { across, along, middle } = basisOf(landmarks);
  const area = cross(across, along);
  if (Math.abs(area) < 1e-6) return undefined;
  const nose = minus(landmarks[2], middle);
  return {
    sideways: cross(nose, along) / area,
    down: cross(across, nose) / area,
    interOcular: interOcularDistance(landmarks),
  };
}

/**
 * How much a plane must have been tilted between two looks to bring the eyes and mouth of one over those of the other: ratio of the
 * singular values of that affine map, 1 for none, about 1 / cos(tilt). Infinity where it cannot be told.
 */
export function tiltBetween(from: Landmarks, to: Landmarks): number {
  const a = basisOf(from);
  const b = basisOf(to);
  const area = cross(a.across, a.along);
  if (Math.abs(area) < 1e-6) return Number.POSITIVE_INFINITY;
  // The matrix that takes a's basis to b's.
  const m00 = (b.across.x * a.along.y - b.along.x * a.across.y) / area;
  const m01 = (b.along.x * a.across.x - b.across.x * a.along.x) / area;
  const m10 = (b.across.y * a.along.y - b.along.y * a.across.y) / area;
  const m11 = (b.along.y * a.across.x - b.across.y * a.along.x) / area;
  const half = (m00 ** 2 + m01 ** 2 + m10 ** 2 + m11 ** 2) / 2;
  const determinant = Math.abs(m00 * m11 - m01 * m10);
  const spread = Math.sqrt(Math.max(0, half ** 2 - determinant ** 2));
  return half - spread <= 0 ? Number.POSITIVE_INFINITY : Math.sqrt((half + spread) / (half - spread));
}

interface Basis {
  /** From the left eye to the right one. */
  readonly across: Point;
  /** From the middle of the eyes to the middle of the mouth. */
  readonly along: Point;
  /** Middle of the eyes. */
  readonly middle: Point;
}

function basisOf([left, right, , mouthLeft, mouthRight]: Landmarks): Basis {
  const middle = between(left, right);
  return { across: minus(right, left), along: minus(between(mouthLeft, mouthRight), middle), middle };
}

const between = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
const minus = (a: Point, b: Point): Point => ({ x: a.x - b.x, y: a.y - b.y });
const cross = (a: Point, b: Point): number => a.x * b.y - a.y * b.x;
