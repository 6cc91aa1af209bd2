import { randomOf } from '../../base/random.js';
import type { Picture } from './develop.js';
import type { Colour, Person } from './person.js';
import { render } from './picture.js';
import { inventExpression, inventLight, inventPose } from './shot.js';

/** A photograph of a person for print or screen, with the face `share` of its height and `raised` by this, in decimetres. */
export function photograph(person: Person, width: number, height: number, share: number, raised: number): Picture {
  const r = randomOf(person.seed, 8);
  const distance = r.between(7, 9);
  return render(person, {
    pose: inventPose(r, 0.25),
    expression: inventExpression(r, 0.25),
    light: inventLight(r, 0.2),
    camera: {
      width,
      height,
      focal: (height * share * distance) / 2.3,
      head: [0, raised, distance],
      exposure: r.between(0.24, 0.3),
      blur: 0.5,
      noise: 1.5,
    },
    place: Math.floor(r.between(0, 1e9)),
    seed: person.seed,
  });
}

/** The linear light of a picture at a place of it, 0..1 right and down, between its pixels. */
export function sampler({
  width,
  height,
  data,
}: Picture): (x: number, y: number, out: [number, number, number]) => void {
  const linear = Float32Array.from({ length: 256 }, (_, level) => {
    const x = level / 255;
    return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
  });
  return (x, y, out) => {
    const [px, py] = [between(x * width - 0.5, width - 1), between(y * height - 0.5, height - 1)];
    const [left, top] = [Math.floor(px), Math.floor(py)];
    const [right, below] = [Math.min(width - 1, left + 1), Math.min(height - 1, top + 1)];
    const [fx, fy] = [px - left, py - top];
    const at = (column: number, row: number, c: number): number =>
      linear[data[(row * width + column) * 3 + c] as number] as number;
    for (let c = 0; c < 3; c++) {
      const upper = at(left, top, c) * (1 - fx) + at(right, top, c) * fx;
      const lower = at(left, below, c) * (1 - fx) + at(right, below, c) * fx;
      out[c] = upper * (1 - fy) + lower * fy;
    }
  };
}

const between = (value: number, most: number): number => Math.max(0, Math.min(most, value));

/** How bright a colour looks. */
export const lightness = ([red, green, blue]: Colour): number => 0.21 * red + 0.72 * green + 0.07 * blue;
