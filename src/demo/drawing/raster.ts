import type { Mesh } from './mesh.js';
import { lattice, noise } from './noise.js';

/** Vertices as a camera or a lamp sees them: pixels right and down, and distance. */
export interface Seen {
  readonly screen: Float32Array;
  /** In the viewer's coordinates. */
  readonly normals: Float32Array;
}

/** For each pixel the nearest surface: its distance, normal, place on the head, and part. */
export class Surface {
  readonly width: number;
  readonly height: number;
  readonly distance: Float32Array;
  readonly normals: Float32Array;
  readonly base: Float32Array;
  readonly part: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.distance = new Float32Array(width * height).fill(Number.POSITIVE_INFINITY);
    this.normals = new Float32Array(width * height * 3);
    this.base = new Float32Array(width * height * 3);
    this.part = new Uint8Array(width * height);
  }

  /** Draws a mesh with a depth buffer; attributes are interpolated affinely, which triangles of this size never show. */
  draw(mesh: Mesh, { screen, normals }: Seen): void {
    const { triangles, base, kept } = mesh;
    for (let k = 0; k < triangles.length; k += 3) {
      const [a, b, c] = [triangles[k] as number, triangles[k + 1] as number, triangles[k + 2] as number];
      if (kept && (kept[a] as number) < -0.1 && (kept[b] as number) < -0.1 && (kept[c] as number) < -0.1) continue;
      const [ax, ay, az] = [screen[a * 3] as number, screen[a * 3 + 1] as number, screen[a * 3 + 2] as number];
      const [bx, by, bz] = [screen[b * 3] as number, screen[b * 3 + 1] as number, screen[b * 3 + 2] as number];
      const [cx, cy, cz] = [screen[c * 3] as number, screen[c * 3 + 1] as number, screen[c * 3 + 2] as number];
      const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
      if (Math.abs(area) < 1e-9) continue;
      const left = Math.max(0, Math.ceil(Math.min(ax, bx, cx)));
      const right = Math.min(this.width - 1, Math.floor(Math.max(ax, bx, cx)));
      const top = Math.max(0, Math.ceil(Math.min(ay, by, cy)));
      const bottom = Math.min(this.height - 1, Math.floor(Math.max(ay, by, cy)));
      for (let y = top; y <= bottom; y++) {
        for (let x = left; x <= right; x++) {
          const wb = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) / area;
          const wc = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / area;
          const wa = 1 - wb - wc;
          if (wa < 0 || wb < 0 || wc < 0) continue;
          const distance = wa * az + wb * bz + wc * cz;
          const pixel = y * this.width + x;
          if (distance >= (this.distance[pixel] as number)) continue;
          const blend = (values: Float32Array, d: number): number =>
            wa * (values[a * 3 + d] as number) +
            wb * (values[b * 3 + d] as number) +
            wc * (values[c * 3 + d] as number);
          const [px, py, pz] = [blend(base, 0), blend(base, 1), blend(base, 2)];
          if (
            kept &&
            !keeps(wa * (kept[a] as number) + wb * (kept[b] as number) + wc * (kept[c] as number), px, py, pz)
          )
            continue;
          this.distance[pixel] = distance;
          this.part[pixel] = mesh.part;
          const at = pixel * 3;
          this.base[at] = px;
          this.base[at + 1] = py;
          this.base[at + 2] = pz;
          for (let d = 0; d < 3; d++) this.normals[at + d] = blend(normals, d);
        }
      }
    }
  }
}

/** The ragged edge of hair. */
function keeps(over: number, x: number, y: number, z: number): boolean {
  const angle = Math.atan2(x, z) * 40;
  const strand = noise(angle, y * 2, 0) * 0.7 + lattice(Math.round(angle * 3), Math.round(y * 12), 1) * 0.3;
  return over + (strand - 0.6) * 0.11 > 0;
}
