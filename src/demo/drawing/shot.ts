import type { Random } from '../../base/random.js';
import type { Colour } from './person.js';

/** Angles in radians: turned to the image's right, raised, tilted clockwise. */
export interface Pose {
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
}

/** 0 is at rest. */
export interface Expression {
  readonly smile: number;
  readonly mouthOpen: number;
  readonly browRaise: number;
  readonly eyesOpen: number;
  /** Where the eyes look, relative to the head: right and up, in decimetres on the eye. */
  readonly gaze: readonly [number, number];
}

export interface Light {
  /** Towards the lamp, in camera coordinates. */
  readonly direction: Colour;
  readonly key: Colour;
  readonly sky: Colour;
  readonly ground: Colour;
}

export interface Camera {
  readonly width: number;
  readonly height: number;
  /** In pixels. */
  readonly focal: number;
  /** Place of the head's origin: decimetres right and up of the axis, and in front of the camera. */
  readonly head: readonly [number, number, number];
  /** How bright the face becomes, in linear light. */
  readonly exposure: number;
  /** Standard deviation of the blur, in pixels; above 0. */
  readonly blur: number;
  /** Standard deviation of the sensor's noise, in grey levels. */
  readonly noise: number;
}

/** What differs from one picture of a person to the next. */
export interface Shot {
  readonly pose: Pose;
  readonly expression: Expression;
  readonly light: Light;
  readonly camera: Camera;
  /** Which background. */
  readonly place: number;
  /** Of the sensor's noise. */
  readonly seed: number;
}

/** How much the pictures of one person differ: 0 is a row of passport photographs, 1 is everyday life. */
export function inventShot(r: Random, size: number, variety: number): Shot {
  const distance = r.between(6, 11);
  const share = r.between(0.44, 0.58);
  const place = Math.floor(r.between(0, 1e9));
  return {
    pose: inventPose(r, variety),
    expression: inventExpression(r, variety),
    light: inventLight(r, variety),
    camera: {
      width: size,
      height: size,
      focal: (size * share * distance) / 2.3,
      head: [r.normal(0, 0.08), r.normal(-0.02, 0.08), distance],
      exposure: r.between(0.2, 0.34),
      blur: 0.4 + variety * r.between(0, 0.7),
      noise: 1 + variety * r.between(0, 4),
    },
    seed: place,
    place,
  };
}

export function inventPose(r: Random, variety: number): Pose {
  return {
    yaw: r.normal(0, 0.24 * variety),
    pitch: r.normal(0, 0.11 * variety),
    roll: r.normal(0, 0.09 * variety),
  };
}

export function inventExpression(r: Random, variety: number): Expression {
  const smile = r.chance(0.4) ? r.between(0.3, 1) : r.normal(0, 0.15);
  return {
    smile: smile * variety,
    mouthOpen: (r.chance(0.3) ? r.between(0, 1) : 0) * variety,
    browRaise: r.normal(0, 0.4) * variety,
    eyesOpen: 1 + r.normal(0, 0.12) * variety,
    gaze: [r.normal(0, 0.015) * variety, r.normal(0, 0.006) * variety],
  };
}

export function inventLight(r: Random, variety: number): Light {
  const side = r.normal(0, 0.35 + 0.55 * variety);
  const height = r.between(0.25, 1.05);
  const warmth = r.normal(0, 0.1 * variety);
  const strength = r.between(0.8, 1.1 + 0.5 * variety);
  const fill = r.between(0.4 - 0.2 * variety, 0.55);
  return {
    direction: unit([Math.sin(side) * Math.cos(height), Math.sin(height), Math.cos(side) * Math.cos(height)]),
    key: [strength * (1 + warmth), strength, strength * (1 - warmth)],
    sky: [fill * (1 - warmth / 2), fill, fill * (1 + warmth / 2)],
    ground: [fill * 0.55 * (1 + warmth), fill * 0.5, fill * 0.45],
  };
}

function unit([x, y, z]: Colour): Colour {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}
