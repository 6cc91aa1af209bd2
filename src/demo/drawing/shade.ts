import { type Part, part } from './mesh.js';
import { clamp, lattice, ramp } from './noise.js';
import { Paint, type Painter } from './paint.js';
import type { Surface } from './raster.js';
import type { Camera, Light } from './shot.js';
import { lampSize, type lampView } from './view.js';

/** Light that scatters inside skin reaches round its edges, the red part furthest. */
const scatter = { skin: [0.4, 0.22, 0.16], other: [0.1, 0.1, 0.1] } as const;

export interface Scene {
  readonly surface: Surface;
  /** What the lamp sees: a surface nearer to it throws the shadow. */
  readonly lit: Surface;
  readonly lamp: ReturnType<typeof lampView>;
  readonly light: Light;
  readonly camera: Camera;
  /** Surface pixels a picture pixel. */
  readonly scale: number;
  readonly painter: (of: Part) => Painter;
}

/** The linear light that one pixel of the surface sends to the camera, written to `out`. */
export function shader(scene: Scene): (pixel: number, out: Float64Array) => void {
  const { surface, light, camera, scale } = scene;
  const paint = new Paint();
  const [lx, ly, lz] = light.direction;
  return (pixel, out) => {
    const x = pixel % surface.width;
    const y = Math.floor(pixel / surface.width);
    const of = surface.part[pixel] as Part;
    const at = pixel * 3;
    const { base, normals } = surface;
    scene.painter(of)(paint, base[at] as number, base[at + 1] as number, base[at + 2] as number);
    const distance = surface.distance[pixel] as number;
    const [px, py] = [
      ((x / scale - camera.width / 2) / camera.focal) * distance,
      ((camera.height / 2 - y / scale) / camera.focal) * distance,
    ];
    const length = Math.hypot(normals[at] as number, normals[at + 1] as number, normals[at + 2] as number) || 1;
    const [nx, ny, nz] = [
      (normals[at] as number) / length,
      (normals[at + 1] as number) / length,
      (normals[at + 2] as number) / length,
    ];
    const towards = nx * lx + ny * ly + nz * lz;
    const reached = shadowAt(scene, px + nx * 0.03, py + ny * 0.03, -distance + nz * 0.03, x, y);
    const openness = opennessAt(surface, x, y, (camera.focal * scale) / distance);
    const wraps = of === part.skin || of === part.ear || of === part.hand ? scatter.skin : scatter.other;
    const up = 0.5 + 0.5 * ny;
    const view = Math.hypot(px, py, distance);
    const [hx, hy, hz] = [lx - px / view, ly - py / view, lz + distance / view];
    const half = Math.max(0, (nx * hx + ny * hy + nz * hz) / Math.hypot(hx, hy, hz));
    const shine = paint.gloss * (0.5 * half ** 22 + 0.25 * half ** 6) * reached * ramp(-0.1, 0.2, towards);
    for (let c = 0; c < 3; c++) {
      const wrap = wraps[c] as number;
      const direct = Math.max(0, (towards + wrap) / (1 + wrap)) * (reached + (1 - reached) * wrap * 0.3);
      const ambient = (light.ground[c] as number) + ((light.sky[c] as number) - (light.ground[c] as number)) * up;
      const colour = c === 0 ? paint.red : c === 1 ? paint.green : paint.blue;
      const received = paint.glow + (1 - paint.glow) * ((light.key[c] as number) * direct + ambient * openness);
      out[c] = Math.max(0, colour) * received + (light.key[c] as number) * shine * 0.5;
    }
  };
}

/** Share of the lamp's light that arrives, softly at the shadow's edge. */
function shadowAt({ lit, lamp }: Scene, px: number, py: number, pz: number, x: number, y: number): number {
  const [u, v, distance] = lamp(px, py, pz);
  let reached = 0;
  const turn = lattice(x, y, 11) * 2 * Math.PI;
  for (let i = 0; i < 6; i++) {
    const angle = turn + i * 2.4;
    const radius = 0.6 + i * 0.75;
    const [su, sv] = [Math.round(u + radius * Math.cos(angle)), Math.round(v + radius * Math.sin(angle))];
    if (su < 0 || sv < 0 || su >= lampSize || sv >= lampSize) reached++;
    else reached += ramp(-0.06, -0.02, (lit.distance[sv * lampSize + su] as number) - distance);
  }
  return reached / 6;
}

/** Share of the surroundings' light that reaches a place past what stands in front of it (screen-space occlusion). */
function opennessAt({ distance, width, height }: Surface, x: number, y: number, pixelsPerDecimetre: number): number {
  const own = distance[y * width + x] as number;
  const turn = lattice(x, y, 12) * 2 * Math.PI;
  let hidden = 0;
  for (let i = 0; i < 10; i++) {
    const reach = 0.05 + 0.028 * i;
    const angle = turn + i * 2.4;
    const sx = Math.round(x + reach * pixelsPerDecimetre * Math.cos(angle));
    const sy = Math.round(y + reach * pixelsPerDecimetre * Math.sin(angle));
    if (sx < 0 || sy < 0 || sx >= width || sy >= height) continue;
    const nearer = own - (distance[sy * width + sx] as number);
    if (nearer > 0) hidden += clamp(nearer / reach - 0.15) * ramp(1.2, 0.5, nearer);
  }
  return 1 - 0.85 * (hidden / 10);
}
