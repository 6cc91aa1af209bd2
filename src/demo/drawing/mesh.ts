/** What a surface is made of, as the shader tells them apart. */
export const part = {
  none: 0,
  skin: 1,
  hair: 2,
  ear: 3,
  clothes: 4,
  frame: 5,
  hand: 6,
  paper: 7,
  screen: 8,
  case: 9,
} as const;
export type Part = (typeof part)[keyof typeof part];

/**
 * Triangles of one material. Head coordinates in decimetres: origin between the eyes' centres at the depth of the ears,
 * x to the image's right, y up, z towards the camera.
 */
export interface Mesh {
  readonly part: Part;
  readonly positions: Float32Array;
  /** Where each vertex lies on the head before features and expression move it: what is painted stays with the skin. */
  readonly base: Float32Array;
  readonly normals: Float32Array;
  /** Signed distance from the edge of what is kept of the surface, per vertex; absent where all of it is. */
  readonly kept?: Float32Array;
  readonly triangles: Uint32Array;
}

/** A grid of `rows` × `columns` vertices as triangles, wound so that the normals of `withNormals` point outwards. */
export function gridTriangles(rows: number, columns: number): Uint32Array {
  const triangles = new Uint32Array((rows - 1) * (columns - 1) * 6);
  let at = 0;
  for (let r = 0; r + 1 < rows; r++) {
    for (let c = 0; c + 1 < columns; c++) {
      const i = r * columns + c;
      triangles.set([i, i + columns, i + 1, i + 1, i + columns, i + columns + 1], at);
      at += 6;
    }
  }
  return triangles;
}

/** Completes a mesh by vertex normals: area-weighted means of the triangles around. */
export function withNormals(mesh: Omit<Mesh, 'normals'>): Mesh {
  const { positions: p, triangles: t } = mesh;
  const normals = new Float32Array(p.length);
  const at = (i: number): number => p[i] as number;
  for (let k = 0; k < t.length; k += 3) {
    const [a, b, c] = [(t[k] as number) * 3, (t[k + 1] as number) * 3, (t[k + 2] as number) * 3];
    const [ux, uy, uz] = [at(b) - at(a), at(b + 1) - at(a + 1), at(b + 2) - at(a + 2)];
    const [vx, vy, vz] = [at(c) - at(a), at(c + 1) - at(a + 1), at(c + 2) - at(a + 2)];
    const n = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    for (const corner of [a, b, c]) {
      for (let d = 0; d < 3; d++) normals[corner + d] = (normals[corner + d] as number) + (n[d] as number);
    }
  }
  for (let i = 0; i < normals.length; i += 3) {
    const length = Math.hypot(normals[i] as number, normals[i + 1] as number, normals[i + 2] as number) || 1;
    for (let d = 0; d < 3; d++) normals[i + d] = (normals[i + d] as number) / length;
  }
  return { ...mesh, normals };
}
