import { sections } from './head.js';
import { type Mesh, part } from './mesh.js';
import { bell, mix, ramp } from './noise.js';
import type { Person } from './person.js';
import { grid, type Point, tube } from './solids.js';

/** Ears, clothes and glasses: what is around the face. */
export function surroundings(person: Person): readonly Mesh[] {
  return [ear(person, -1), ear(person, 1), clothes(), ...glasses(person)];
}

function ear(person: Person, side: -1 | 1): Mesh {
  const { width } = sections(person)(-0.1);
  return grid(part.ear, 14, 16, (u, v) => {
    const [polar, around] = [u * Math.PI, -side * v * 2 * Math.PI];
    const [lx, ly, lz] = [Math.sin(polar) * Math.cos(around), Math.cos(polar), Math.sin(polar) * Math.sin(around)];
    const narrow = mix(0.6, 1, ramp(-1, 0.3, ly));
    const [x, z] = [lx * 0.055, lz * 0.16 * narrow];
    const turn = side * 0.5;
    return {
      at: [
        side * (width + 0.035) + x * Math.cos(turn) - z * Math.sin(turn),
        -0.13 + ly * 0.29,
        -0.1 + x * Math.sin(turn) + z * Math.cos(turn),
      ],
      base: [side * lx, ly, lz],
    };
  });
}

function clothes(): Mesh {
  return grid(part.clothes, 60, 40, (u, v) => {
    const y = mix(-1.62, -11, u * (0.3 + 0.7 * u));
    const around = (v * 2 - 1) * Math.PI;
    const width = mix(0.56, 2.15, ramp(-1.6, -2.35, y)) - 0.25 * ramp(-2.6, -6, y);
    const depth = mix(0.5, 0.95, ramp(-1.6, -2.5, y));
    const collar = 0.22 * bell(Math.sin(around / 2), 0.25) * ramp(-2.6, -1.62, y);
    return {
      at: [width * Math.sin(around), y - collar, -0.22 + depth * Math.cos(around)],
      base: [width * Math.sin(around), y, Math.cos(around)],
    };
  });
}

function glasses({ glasses, eyes, skull }: Person): readonly Mesh[] {
  if (glasses === undefined) return [];
  const { width, height, square, thickness } = glasses;
  const centre = eyes.apart + 0.02;
  const front = (x: number): number => 1.02 - 0.16 * (x / 0.6) ** 2;
  const bar = (segments: number, path: (t: number) => Point): Mesh => tube(part.frame, segments, () => thickness, path);
  const rim = (side: -1 | 1): Mesh =>
    bar(48, (t) => {
      const [c, s] = [Math.cos(t * 2 * Math.PI), Math.sin(t * 2 * Math.PI)];
      const power = 2 / square;
      const x = side * centre + width * Math.sign(c) * Math.abs(c) ** power;
      return [x, -0.03 + height * Math.sign(s) * Math.abs(s) ** power, front(x)];
    });
  const gap = centre - width;
  const bridge = bar(12, (t) => {
    const x = mix(-gap, gap, t);
    return [x, 0.02 + 0.05 * Math.cos((x / gap) * 1.5), front(x) + 0.02];
  });
  const temple = (side: -1 | 1): Mesh =>
    bar(10, (t) => {
      const x = mix(centre + width, 0.79 * skull.width, ramp(0, 0.5, t));
      return [side * x, mix(0.06, 0.1, t), mix(front(centre + width), -0.1, t)];
    });
  return [rim(-1), rim(1), bridge, temple(-1), temple(1)];
}
