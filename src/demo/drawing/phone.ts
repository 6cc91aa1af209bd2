import type { Picture } from './develop.js';
import { handAround } from './hand.js';
import type { Held } from './held.js';
import { part } from './mesh.js';
import { lattice, noise, ramp } from './noise.js';
import type { Painter } from './paint.js';
import { sampler } from './shown.js';
import { slab } from './slab.js';

/** A telephone of six inches, and the lit part of its front. Decimetres. */
const body = { width: 0.76, height: 1.58, corner: 0.1 };
const lit = { width: 0.68, height: 1.42 };

/** What the screen adds where it is black, and its bluish white. */
const black = 0.012;
const white = [0.9, 0.98, 1.16] as const;
/** Pixels along a decimetre, and how far the lens still tells its sub-pixels and rows apart. */
const pixels = 810;
const told = { columns: 0.3, rows: 0.14 };

/** A photograph on a telephone, held out from the side. @param seed of the reflections */
export function phone(photo: Picture, seed: number): Held {
  return {
    meshes: [
      slab(part.screen, { ...body, curl: 0, forward: 0 }),
      slab(part.case, { width: body.width + 0.03, height: body.height + 0.03, corner: 0.11, curl: 0, forward: -0.04 }),
      ...handAround(body.width),
    ],
    painters: new Map<number, Painter>([
      [part.screen, screenPainter(photo, seed)],
      [part.case, (paint) => paint.base([0.03, 0.03, 0.035], 0.5)],
    ]),
    metered: part.screen,
    holder: [5.6, 0.9, -4.6],
    near: 2.35,
  };
}

function screenPainter(photo: Picture, seed: number): Painter {
  const look = sampler(photo);
  const light: [number, number, number] = [0, 0, 0];
  const window = { x: lattice(seed, 1, 41) - 0.5, slope: 0.3 + 0.4 * lattice(seed, 2, 41) };
  return (paint, x, y) => {
    paint.base([0.008, 0.008, 0.009], 0.35);
    const [u, v] = [x / lit.width + 0.5, 0.5 - y / lit.height];
    if (u > 0 && u < 1 && v > 0 && v < 1) {
      look(u, v, light);
      const rows = 1 + told.rows * Math.cos(2 * Math.PI * pixels * y);
      const sent = (c: 0 | 1 | 2): number =>
        (black + light[c] * white[c]) * rows * (1 + told.columns * Math.cos(2 * Math.PI * (pixels * x - c / 3)));
      paint.base([sent(0), sent(1), sent(2)], 0.35);
      paint.glow = 1;
    }
    // A window and finger marks, reflected in the glass.
    const across = x - window.x * body.width - window.slope * y;
    const shine = 0.09 * ramp(0.16, 0.12, Math.abs(across)) + 0.012 * noise(x * 12, y * 9, seed);
    paint.cover([1, 1, 1.05], shine);
  };
}
