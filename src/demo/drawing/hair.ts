import { curve } from './curve.js';
import { columns, onSection, sections } from './head.js';
import { gridTriangles, type Mesh, part, withNormals } from './mesh.js';
import { noise, ramp } from './noise.js';
import type { Person } from './person.js';

/** Angle of a place of the head around its axis: 0 in front, π behind, the same on both sides. */
export const angleOf = (x: number, z: number): number => Math.abs(Math.atan2(x, z + 0.05));

/** Height above the hairline at an angle and a height of the head; negative on bare skin. Decimetres. */
export function hairline({ hair }: Person): (angle: number, y: number) => number {
  if (hair.bald) return () => -1;
  const { line, recession, fringe, hang } = hair;
  const long = hang < 0;
  const edge = curve([
    [0, line - fringe],
    [0.3, line + recession * 0.35 - fringe],
    [0.55, line + recession - fringe * 0.9],
    [0.85, line + recession * 0.6 - 0.03 - fringe * 0.5],
    [1.08, 0.42 + recession * 0.3],
    ...(long
      ? ([
          [1.2, 0.1],
          [1.3, hang * 0.9],
          [1.6, hang],
          [Math.PI, hang],
        ] as const)
      : ([
          [1.25, 0.12],
          [1.36, -0.18],
          [1.48, -0.2],
          [1.58, 0.1],
          [1.85, 0],
          [2.1, -0.5],
          [Math.PI, -0.75],
        ] as const)),
  ]);
  return (angle, y) => y - edge(angle);
}

/** Where long hair stops following the head and hangs down. */
const hangsFrom = -0.25;

/** The outside of the hair; undefined for a bald head. */
export function hairMesh(person: Person): Mesh | undefined {
  const { hair, skull, seed } = person;
  if (hair.bald) return undefined;
  const section = sections(person);
  const above = hairline(person);
  const crown = 1.2 * skull.height;
  const lowest = Math.min(hair.hang, -0.9);
  const rows = 76;
  const count = rows * columns.length;
  const base = new Float32Array(count * 3);
  const positions = new Float32Array(count * 3);
  const kept = new Float32Array(count);
  for (let row = 0, i = 0; row < rows; row++) {
    const y = crown + (lowest - crown) * (row / (rows - 1)) ** 1.25;
    const s = section(Math.max(y, hangsFrom));
    for (const around of columns) {
      const [x, z] = onSection(s, around);
      const over = above(angleOf(x, z), y);
      const waves = noise(x * 3 + seed, y * 3, z * 3) * 0.6 + noise(x * 8 + seed, y * 8, z * 8) * 0.4;
      const body = hair.side + (hair.top - hair.side) * ramp(0.3, 1, y);
      const parted = 1 + 0.7 * ramp(0.5, 1, y) * hair.part * (x / 0.7);
      const thick = 0.02 + body * parted * ramp(-0.02, 0.22, over) * (1 + hair.curl * (waves - 0.5) * 1.2);
      const [ox, oy, oz] = [x, Math.max(0, y - 0.25), z - s.centre];
      const length = Math.hypot(ox, oy, oz) || 1;
      base.set([x, y, z], i * 3);
      positions.set([x + (ox / length) * thick, y + (oy / length) * thick, z + (oz / length) * thick], i * 3);
      kept[i] = over;
      i++;
    }
  }
  return withNormals({ part: part.hair, positions, base, kept, triangles: gridTriangles(rows, columns.length) });
}
