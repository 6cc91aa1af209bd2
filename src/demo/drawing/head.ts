import { curve } from './curve.js';
import type { Face } from './face.js';
import { gridTriangles, type Mesh, part, withNormals } from './mesh.js';
import { bell, ramp } from './noise.js';
import type { Person, Swelling } from './person.js';

/** A horizontal section of the head: a superellipse of its own front and back. */
export interface Section {
  readonly width: number;
  readonly front: number;
  readonly back: number;
  readonly centre: number;
  readonly exponent: number;
}

/** The bare form of head and neck by height. */
export function sections({ skull }: Person): (y: number) => Section {
  const { jaw, chin, forehead } = skull;
  const low = skull.chinLength;
  const width = curve([
    [-2.6, 0.58],
    [-1.45 - low, 0.45],
    [-1.2 - low, 0.4 * jaw],
    [-1.0 - low, 0.49 * jaw],
    [-0.75, 0.605 * jaw],
    [-0.5, 0.68 * (0.4 + 0.6 * jaw)],
    [-0.2, 0.735],
    [0.15, 0.76],
    [0.5, 0.75 * forehead],
    [0.85, 0.64 * forehead],
    [1.05, 0.44],
    [1.17, 0.2],
    [1.2, 0],
  ]);
  const front = curve([
    [-2.6, 0.1],
    [-1.6 - low, 0.12],
    [-1.3 - low, 0.22],
    [-1.22 - low, 0.45],
    [-1.15 - low, 0.68],
    [-1.02 - low, 0.78],
    [-0.75, 0.83],
    [-0.4, 0.85],
    [0, 0.85],
    [0.3, 0.87],
    [0.55, 0.82],
    [0.8, 0.68],
    [1.0, 0.42],
    [1.15, 0.05],
    [1.2, -0.18],
  ]);
  const back = curve([
    [-2.6, -0.75],
    [-1, -0.62],
    [-0.6, -0.74],
    [-0.2, -0.96],
    [0.3, -1.1],
    [0.7, -0.98],
    [1.0, -0.68],
    [1.15, -0.4],
    [1.2, -0.18],
  ]);
  const exponent = curve([
    [-1.3, 1.9],
    [-1.1, 1.5 + 0.35 * chin],
    [-0.6, 2.05],
    [0, 2.25],
    [0.6, 2.3],
    [1.2, 2],
  ]);
  const centre = curve([
    [-1.5, -0.2],
    [-1.1, -0.1],
    [0, -0.05],
    [1.2, -0.18],
  ]);
  return (y) => {
    const level = y > 0 ? y / skull.height : y;
    return {
      width: width(level) * skull.width,
      front: front(level),
      back: back(level),
      centre: centre(level),
      exponent: exponent(level),
    };
  };
}

/** A point of a section, `around` from the front: 0 in front, ±π behind. */
export function onSection(s: Section, around: number): readonly [x: number, z: number] {
  const power = 2 / s.exponent;
  const [sin, cos] = [Math.sin(around), Math.cos(around)];
  const depth = (cos > 0 ? s.front : -s.back) + (cos > 0 ? -s.centre : s.centre);
  return [
    s.width * Math.sign(sin) * Math.abs(sin) ** power,
    s.centre + depth * Math.sign(cos) * Math.abs(cos) ** power,
  ];
}

/** Heights of the grid's rows from the crown down: close together where the features are. */
const rows: readonly number[] = [
  ...steps(1.2, 1.1, 8),
  ...steps(1.1, 0.5, 14),
  ...steps(0.5, -1.25, 88),
  ...steps(-1.25, -2.6, 14),
];
/** Angles of the grid's columns, denser in front. */
export const columns: readonly number[] = Array.from({ length: 121 }, (_, i) => {
  const s = i / 60 - 1;
  return Math.PI * Math.sign(s) * Math.abs(s) ** 1.45;
});

/** The head and neck, with the features of this face. */
export function headMesh(person: Person, face: Face): Mesh {
  const section = sections(person);
  const crown = 1.2 * person.skull.height;
  const count = rows.length * columns.length;
  const base = new Float32Array(count * 3);
  const positions = new Float32Array(count * 3);
  const relief = reliefOf(person, face);
  let at = 0;
  for (const row of rows) {
    const y = row > 0 ? (row / 1.2) * crown : row;
    const s = section(y);
    for (const around of columns) {
      const [x, z] = onSection(s, around);
      base.set([x, y, z], at);
      const out = z > s.centre ? relief(x, y) * ramp(0, 0.25, z - s.centre) : 0;
      // Features stand out towards the camera; towards the sides they follow the surface.
      const aside = Math.max(-1, Math.min(1, x / Math.max(0.3, s.width)));
      positions.set([x + out * 0.45 * aside * Math.abs(aside), y, z + out], at);
      at += 3;
    }
  }
  return withNormals({ part: part.skin, positions, base, triangles: gridTriangles(rows.length, columns.length) });
}

/** How far the face stands out from the bare head at a place of its front. */
function reliefOf({ skull, eyes, nose, mouth, swellings }: Person, face: Face): (x: number, y: number) => number {
  const ridge = curve([
    [face.noseBase - 0.05, 0],
    [face.noseBase + 0.015, nose.tip * 0.45],
    [face.noseTip - 0.02, nose.tip],
    [face.noseTip + 0.05, nose.tip * 0.98],
    [face.noseTip * 0.55, (nose.tip + nose.bridge) / 2 + nose.hump],
    [-0.04, nose.bridge],
    [0.12, nose.bridge * 0.75],
    [0.32, 0],
  ]);
  const ridgeWidth = curve([
    [face.noseBase, nose.tipWidth * 1.25],
    [face.noseTip, nose.tipWidth],
    [face.noseTip * 0.5, nose.bridgeWidth],
    [0.05, nose.bridgeWidth * 0.85],
    [0.25, nose.bridgeWidth * 1.8],
  ]);
  const pairs: readonly Swelling[] = [
    { x: face.eyeX, y: 0.03, width: 0.21, height: 0.13, out: -eyes.depth },
    { x: face.eyeX, y: -0.005, width: 0.13, height: 0.08, out: 0.075 },
    { x: 0.16, y: 0.02, width: 0.09, height: 0.12, out: -0.05 },
    { x: 0.3, y: face.browY + 0.02, width: 0.24, height: 0.07, out: skull.browRidge },
    { x: 0.5, y: -0.2, width: 0.16, height: 0.14, out: skull.cheekbone + 0.25 * Math.max(0, face.corner) },
    { x: 0.38, y: -0.6, width: 0.22, height: 0.22, out: skull.cheek },
    { x: nose.wings * 0.85, y: face.noseBase + 0.065, width: 0.06, height: 0.06, out: nose.tip * 0.42 },
    { x: face.mouthWidth + 0.03, y: face.mouthY + face.corner, width: 0.07, height: 0.08, out: -0.03 },
  ];
  const middle: readonly Swelling[] = [
    { x: 0, y: face.mouthY + face.gap + mouth.upper * 0.6, width: 0.2, height: 0.055, out: 0.035 + mouth.upper * 0.5 },
    { x: 0, y: face.mouthY - face.gap - mouth.lower * 0.6, width: 0.17, height: 0.06, out: 0.03 + mouth.lower * 0.5 },
    { x: 0, y: face.mouthY, width: 0.34, height: 0.2, out: 0.05 },
    { x: 0, y: face.mouthY, width: face.mouthWidth, height: 0.018, out: -0.025 },
    { x: 0, y: (face.mouthY + face.noseBase) / 2, width: 0.03, height: 0.06, out: -0.015 },
    { x: 0, y: face.chinY + 0.19, width: 0.2, height: 0.05, out: -0.03 },
    { x: 0, y: face.chinY + 0.06, width: 0.16 * skull.chin, height: 0.1, out: 0.06 + skull.chinOut },
    { x: 0, y: 0.5, width: 0.5, height: 0.2, out: 0.02 },
  ];
  const forms = [...middle, ...swellings, ...pairs, ...pairs.map((form) => ({ ...form, x: -form.x }))];
  return (x, y) => {
    let out = ridge(y) * bell(x, ridgeWidth(y));
    for (const form of forms) {
      const [dx, dy] = [(x - form.x) / form.width, (y - form.y) / form.height];
      const square = dx * dx + dy * dy;
      if (square < 7) out += form.out * Math.exp(-square);
    }
    return out;
  };
}

function steps(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + ((to - from) * i) / count);
}
