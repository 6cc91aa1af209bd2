import type { Mesh, Part } from './mesh.js';
import { clamp } from './noise.js';
import { grid } from './solids.js';

/** Something flat, in decimetres around its middle. */
export interface Slab {
  readonly width: number;
  readonly height: number;
  /** Radius of its corners. */
  readonly corner: number;
  /** How far its sides bend back from the middle, as paper does in the hand. */
  readonly curl: number;
  /** In front of the middle. */
  readonly forward: number;
}

/** Its front; what is painted on it goes by right and up from the middle, in decimetres. */
export function slab(material: Part, { width, height, corner, curl, forward }: Slab): Mesh {
  return grid(material, 40, 32, (u, v) => {
    const [x, y] = rounded((v - 0.5) * width, (0.5 - u) * height, width / 2 - corner, height / 2 - corner);
    const bend = curl * ((2 * x) / width) ** 2 + 0.35 * curl * Math.sin(2.2 * (y / height) + 0.6) * ((2 * x) / width);
    return { at: [x, y, forward - bend], base: [x, y, 0] };
  });
}

/** Draws the corner squares beyond `left` and `top` in to quarter circles. */
function rounded(x: number, y: number, left: number, top: number): readonly [number, number] {
  const [dx, dy] = [Math.abs(x) - left, Math.abs(y) - top];
  if (dx <= 0 || dy <= 0) return [x, y];
  const inwards = clamp(Math.max(dx, dy) / Math.hypot(dx, dy));
  return [Math.sign(x) * (left + dx * inwards), Math.sign(y) * (top + dy * inwards)];
}
