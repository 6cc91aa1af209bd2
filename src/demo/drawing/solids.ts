import { gridTriangles, type Mesh, type Part, withNormals } from './mesh.js';

export type Point = readonly [number, number, number];

/** Coordinates of one vertex, and where it lies on what is painted. */
export interface Vertex {
  readonly at: Point;
  readonly base: Point;
}

/** A surface over the unit square: `vertex` is asked for each of its `rows` × `columns` places. */
export function grid(material: Part, rows: number, columns: number, vertex: (u: number, v: number) => Vertex): Mesh {
  const positions = new Float32Array(rows * columns * 3);
  const base = new Float32Array(rows * columns * 3);
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, i += 3) {
      const made = vertex(row / (rows - 1), column / (columns - 1));
      positions.set(made.at, i);
      base.set(made.base, i);
    }
  }
  return withNormals({ part: material, positions, base, triangles: gridTriangles(rows, columns) });
}

/** A bent round bar along `path`, of `radius` at each place of it. */
export function tube(
  material: Part,
  segments: number,
  radius: (t: number) => number,
  path: (t: number) => Point,
  sides = 7,
): Mesh {
  return grid(material, segments + 1, sides, (u, v) => {
    const at = path(u);
    const [before, behind] = [path(u - 0.01), path(u + 0.01)];
    const along: Point = unit([behind[0] - before[0], behind[1] - before[1], behind[2] - before[2]]);
    const first = unit(cross(along, Math.abs(along[2]) < 0.8 ? [0, 0, 1] : [0, 1, 0]));
    const second = cross(along, first);
    const [c, s] = [radius(u) * Math.cos(v * 2 * Math.PI), radius(u) * Math.sin(v * 2 * Math.PI)];
    const ring = (i: 0 | 1 | 2): number => at[i] + first[i] * c + second[i] * s;
    return { at: [ring(0), ring(1), ring(2)], base: at };
  });
}

function unit([x, y, z]: Point): Point {
  const length = Math.hypot(x, y, z) || 1;
  return [x / length, y / length, z / length];
}

function cross(a: Point, b: Point): Point {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
