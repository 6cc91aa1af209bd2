import { randomOf } from '../../base/random.js';
import { noise, ramp } from './noise.js';
import type { Colour } from './person.js';

/** A wall out of focus, with edges and patches of its own: linear light at picture coordinates 0..1. */
export function background(place: number): (x: number, y: number, out: Float32Array, at: number) => void {
  const r = randomOf(place, 3);
  const level = r.between(0.05, 0.5);
  const wall: Colour = [level * r.between(0.8, 1.2), level, level * r.between(0.8, 1.25)];
  const tilt = r.between(-0.5, 0.5);
  const panels = Array.from({ length: Math.floor(r.between(2, 7)) }, () => ({
    x: r.between(-0.2, 1.2),
    y: r.between(-0.2, 1.2),
    width: r.between(0.05, 0.5),
    height: r.between(0.1, 0.9),
    soft: r.between(0.01, 0.12),
    colour: [r.between(0.03, 0.7), r.between(0.03, 0.7), r.between(0.03, 0.7)] as Colour,
    share: r.between(0.15, 0.7),
  }));
  return (x, y, out, at) => {
    const shade = (1 + tilt * (x - 0.5) + 0.3 * (0.5 - y)) * (0.9 + 0.2 * noise(x * 5, y * 5, place % 991));
    for (let d = 0; d < 3; d++) out[at + d] = (wall[d] as number) * shade;
    for (const { soft, colour, share, ...panel } of panels) {
      const within =
        ramp(panel.width + soft, panel.width - soft, 2 * Math.abs(x - panel.x)) *
        ramp(panel.height + soft, panel.height - soft, 2 * Math.abs(y - panel.y)) *
        share;
      if (within === 0) continue;
      for (let d = 0; d < 3; d++) out[at + d] = (out[at + d] as number) * (1 - within) + (colour[d] as number) * within;
    }
  };
}
