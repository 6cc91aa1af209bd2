import type { Mesh } from './mesh.js';
import type { Seen } from './raster.js';
import type { Camera, Light, Pose } from './shot.js';

/** A head in camera coordinates: x right, y up, z towards the camera, which stands at the origin. Row-major 3×4. */
export type Placement = readonly number[];

/** Where the neck bends. */
const pivot = [0, -0.75, -0.3] as const;

/** @param follows share of the pose that this part of the body takes. */
export function place({ yaw, pitch, roll }: Pose, [hx, hy, hz]: Camera['head'], follows: number): Placement {
  const [cy, sy] = [Math.cos(yaw * follows), Math.sin(yaw * follows)];
  const [cp, sp] = [Math.cos(pitch * follows), Math.sin(pitch * follows)];
  const [cr, sr] = [Math.cos(roll * follows), Math.sin(roll * follows)];
  // Turned first, then raised, then tilted.
  const turned = [
    [cy, 0, sy],
    [-sy * sp * -1, cp, cy * sp],
    [-sy * cp, -sp, cy * cp],
  ] as const;
  const [a, b, c] = turned;
  const rows = [
    [0, 1, 2].map((i) => cr * (a[i] as number) + sr * (b[i] as number)),
    [0, 1, 2].map((i) => cr * (b[i] as number) - sr * (a[i] as number)),
    [...c],
  ];
  const at = [hx, hy, -hz];
  return rows.flatMap((row, i) => {
    const moved = row.reduce((sum, value, k) => sum + value * (pivot[k] as number), 0);
    return [...row, (pivot[i] as number) - moved + (at[i] as number)];
  });
}

/** The mesh in camera coordinates. */
export function moved(
  { positions, normals }: Mesh,
  m: Placement,
): { readonly at: Float32Array; readonly normals: Float32Array } {
  const at = new Float32Array(positions.length);
  const turned = new Float32Array(normals.length);
  for (let i = 0; i < positions.length; i += 3) {
    for (let row = 0; row < 3; row++) {
      const [a, b, c] = [m[row * 4] as number, m[row * 4 + 1] as number, m[row * 4 + 2] as number];
      const axis = (v: Float32Array): number =>
        a * (v[i] as number) + b * (v[i + 1] as number) + c * (v[i + 2] as number);
      at[i + row] = axis(positions) + (m[row * 4 + 3] as number);
      turned[i + row] = axis(normals);
    }
  }
  return { at, normals: turned };
}

/** As the camera sees it, with `scale` surface pixels a picture pixel. */
export function throughLens({ at, normals }: ReturnType<typeof moved>, camera: Camera, scale: number): Seen {
  const screen = new Float32Array(at.length);
  for (let i = 0; i < at.length; i += 3) {
    const distance = Math.max(0.5, -(at[i + 2] as number));
    screen[i] = (camera.width / 2 + (camera.focal * (at[i] as number)) / distance) * scale;
    screen[i + 1] = (camera.height / 2 - (camera.focal * (at[i + 1] as number)) / distance) * scale;
    screen[i + 2] = distance;
  }
  return { screen, normals };
}

/** Side of the square map of what the lamp reaches, and its pixels a decimetre. */
export const lampSize = 320;
const lampScale = 72;

/** From a place in camera coordinates to the lamp's map: pixel and distance. */
export function lampView(
  { direction: [x, y, z] }: Light,
  [hx, hy, hz]: Camera['head'],
): (px: number, py: number, pz: number) => readonly [number, number, number] {
  const length = Math.hypot(x, z) || 1;
  const right = [z / length, 0, -x / length] as const;
  const up = [(-x * y) / length, length, (-z * y) / length] as const;
  return (px, py, pz) => {
    const [dx, dy, dz] = [px - hx, py - hy, pz + hz];
    return [
      lampSize / 2 + lampScale * (dx * right[0] + dz * right[2]),
      lampSize / 2 - lampScale * (dx * up[0] + dy * up[1] + dz * up[2]),
      -(dx * x + dy * y + dz * z),
    ];
  };
}

export function underLamp({ at, normals }: ReturnType<typeof moved>, view: ReturnType<typeof lampView>): Seen {
  const screen = new Float32Array(at.length);
  for (let i = 0; i < at.length; i += 3) screen.set(view(at[i] as number, at[i + 1] as number, at[i + 2] as number), i);
  return { screen, normals };
}
