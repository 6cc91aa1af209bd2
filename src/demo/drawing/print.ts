import type { Picture } from './develop.js';
import { handsAtEdges } from './hand.js';
import type { Held } from './held.js';
import { part } from './mesh.js';
import { clamp, lattice, mix, noise } from './noise.js';
import type { Painter } from './paint.js';
import { lightness, sampler } from './shown.js';
import { slab } from './slab.js';

/** A4, and the printed part of it. Decimetres. */
const sheet = { width: 2.1, height: 2.97 };
const printed = { width: 1.86, height: 2.5 };

/** Reflectance of bare and of fully inked paper: prints reach neither the black nor the colours of life. */
const paper = [0.83, 0.81, 0.77] as const;
const ink = [0.055, 0.05, 0.052] as const;
const saturation = 0.82;
/** Cells of the halftone along a decimetre, turned by these angles. */
const halftone = { cells: 236, angles: [0.26, 1.31, 0] } as const;

/** A photograph printed on a sheet of office paper, before the holder's face. @param seed of the curl and the paper */
export function print(photo: Picture, seed: number): Held {
  const curl = 0.06 + 0.16 * lattice(seed, 2, 31);
  return {
    meshes: [slab(part.paper, { ...sheet, corner: 0, curl, forward: 0 }), ...handsAtEdges(sheet.width)],
    painters: new Map([[part.paper, paperPainter(photo, seed)]]),
    metered: part.paper,
    holder: [0, 0.12, -3],
    near: 4.1,
  };
}

function paperPainter(photo: Picture, seed: number): Painter {
  const look = sampler(photo);
  const light: [number, number, number] = [0, 0, 0];
  const gloss = 0.05 + 0.2 * lattice(seed, 1, 31);
  return (paint, x, y) => {
    paint.base(paper, gloss);
    const [u, v] = [x / printed.width + 0.5, 0.5 - y / printed.height];
    if (u > 0 && u < 1 && v > 0 && v < 1) {
      look(u, v, light);
      const grey = lightness(light);
      const dither = lattice(Math.round(x * 600), Math.round(y * 600), 21) - 0.5;
      const inked = (c: 0 | 1 | 2): number => {
        const bright = clamp(1.15 * mix(grey, light[c], saturation)) ** 0.88;
        const tone = Math.sqrt(bright * (1 - bright));
        return mix(ink[c], paper[c], clamp(bright + tone * (0.22 * cell(x, y, halftone.angles[c]) + 0.3 * dither)));
      };
      paint.base([inked(0), inked(1), inked(2)], gloss * 1.4);
    }
    // Fibres and waves of the paper.
    paint.darken(0.05 * noise(x * 40, y * 40, seed) + 0.07 * noise(x * 1.5, y * 2, seed + 7));
  };
}

/** Dots of one ink, -1..1. */
function cell(x: number, y: number, angle: number): number {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const turn = 2 * Math.PI * halftone.cells;
  return Math.sin(turn * (x * c + y * s)) * Math.sin(turn * (y * c - x * s));
}
