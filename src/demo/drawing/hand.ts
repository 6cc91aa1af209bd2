import { type Mesh, type Part, part } from './mesh.js';
import { mix } from './noise.js';
import { grid, type Point, tube } from './solids.js';

/** A hand that grips something flat, in decimetres around the middle of what it holds: x right, y up, z towards the camera. */
interface Grip {
  /** Middle of the hand. */
  readonly palm: Point;
  /** The knuckle of each finger and the thumb, where it bends, and its tip. */
  readonly fingers: readonly (readonly [Point, Point, Point])[];
  readonly elbow: Point;
}

/** Both hands at the lower half of a sheet's edges, the thumbs in front. */
export function handsAtEdges(width: number): readonly Mesh[] {
  return ([-1, 1] as const).flatMap((side) => {
    const edge = (width / 2) * side;
    const out = (distance: number): number => edge + distance * side;
    return hand({
      palm: [out(0.3), -0.75, -0.22],
      fingers: [
        [
          [out(0.3), -0.8, -0.05],
          [out(0.12), -0.6, 0.12],
          [out(-0.35), -0.45, 0.13],
        ],
        ...[-0.25, -0.45, -0.64].map((y): Grip['fingers'][number] => [
          [out(0.32), y - 0.2, -0.3],
          [out(0.2), y - 0.05, -0.34],
          [out(-0.3), y, -0.4],
        ]),
      ],
      elbow: [out(1.5), -3.6, -2.2],
    });
  });
}

/** A hand from the right around the lower half of a telephone: fingers over one edge, the thumb at the other. */
export function handAround(width: number): readonly Mesh[] {
  const edge = width / 2;
  return hand({
    palm: [0.12, -0.5, -0.34],
    fingers: [
      [
        [edge + 0.16, -0.75, -0.2],
        [edge + 0.14, -0.4, 0.02],
        [edge - 0.04, -0.08, 0.1],
      ],
      ...[0.02, -0.2, -0.42, -0.62].map((y): Grip['fingers'][number] => [
        [0, y - 0.1, -0.3],
        [-edge - 0.1, y - 0.02, -0.16],
        [-edge + 0.06, y, 0.07],
      ]),
    ],
    elbow: [2.1, -2.6, -2.6],
  });
}

const sleeve = { from: 0.32, wide: 0.4, elbow: 0.52 };

function hand({ palm, fingers, elbow }: Grip): readonly Mesh[] {
  const along = (from: number, to: number) => (t: number) => between(palm, elbow, mix(from, to, t));
  return [
    ball(palm, [0.34, 0.46, 0.22]),
    ...fingers.map((joints) => limb(part.hand, fingerEnd, bent(joints))),
    limb(part.hand, () => 0.27, along(0, sleeve.from * 1.2)),
    limb(part.clothes, (t) => mix(sleeve.wide, sleeve.elbow, t), along(sleeve.from, 1.6)),
  ];
}

/** Radius of a finger, round at its tip. */
function fingerEnd(t: number): number {
  const tip = Math.max(0, (t - 0.82) / 0.18);
  return 0.1 * (1 - 0.15 * t) * Math.sqrt(Math.max(0, 1 - tip ** 2));
}

/** A tube whose outside is seen. */
function limb(material: Part, radius: (t: number) => number, path: (t: number) => Point): Mesh {
  const inside = tube(material, 24, radius, path, 14);
  return { ...inside, normals: inside.normals.map((value) => -value) };
}

const between = (a: Point, b: Point, share: number): Point => [
  mix(a[0], b[0], share),
  mix(a[1], b[1], share),
  mix(a[2], b[2], share),
];

/** A smooth path from the first point by the second to the third. */
function bent([a, b, c]: Grip['fingers'][number]): (t: number) => Point {
  return (t) => {
    const [first, second] = [(t - 0.5) * (t - 1) * 2, 4 * t * (1 - t)];
    const third = (t - 0.5) * t * 2;
    const at = (d: 0 | 1 | 2): number => a[d] * first + b[d] * second + c[d] * third;
    return [at(0), at(1), at(2)];
  };
}

function ball(centre: Point, radii: Point): Mesh {
  return grid(part.hand, 14, 18, (u, v) => {
    const [polar, around] = [u * Math.PI, -v * 2 * Math.PI];
    const on: Point = [Math.sin(polar) * Math.cos(around), Math.cos(polar), Math.sin(polar) * Math.sin(around)];
    const at = (d: 0 | 1 | 2): number => centre[d] + on[d] * radii[d];
    const place: Point = [at(0), at(1), at(2)];
    return { at: place, base: place };
  });
}
