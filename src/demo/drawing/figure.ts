import { faceOf } from './face.js';
import { hairMesh } from './hair.js';
import { headMesh } from './head.js';
import { materials } from './materials.js';
import { type Mesh, type Part, part } from './mesh.js';
import type { Painter } from './paint.js';
import type { Person } from './person.js';
import type { Expression } from './shot.js';
import { surroundings } from './wear.js';

/** A person with an expression, ready for any pose, light and camera. */
export interface Figure {
  readonly meshes: readonly Mesh[];
  readonly painter: (of: Part) => Painter;
  /** The part that the camera exposes for. */
  readonly metered: Part;
}

export function figureOf(person: Person, expression: Expression): Figure {
  const face = faceOf(person, expression);
  const hair = hairMesh(person);
  return {
    meshes: [headMesh(person, face), ...(hair ? [hair] : []), ...surroundings(person)],
    painter: materials(person, face, expression),
    metered: part.skin,
  };
}
