import type { Face } from './face.js';
import { bell, clamp, mix, noise, ramp } from './noise.js';
import type { Painter } from './paint.js';
import type { Colour, Person } from './person.js';

const teeth: Colour = [0.72, 0.68, 0.58];
const inside: Colour = [0.06, 0.012, 0.012];

/** Lips, and what shows between them. */
export function mouthPainter({ mouth, skin }: Person, face: Face): Painter {
  const { mouthY, mouthWidth, corner, gap } = face;
  const [red, green, blue] = skin.colour;
  const lip: Colour = [
    mix(red * 0.82, 0.48, 0.45 * mouth.red),
    mix(green * 0.5, 0.085, 0.45 * mouth.red),
    mix(blue * 0.52, 0.09, 0.45 * mouth.red),
  ];
  return (paint, x, y) => {
    const t = Math.abs(x) / mouthWidth;
    if (t > 1.25 || Math.abs(y - mouthY) > 0.3) return;
    const across = Math.max(0, 1 - t * t);
    const line = mouthY + corner * t * t - 0.008 * bell(x, 0.05);
    const apart = gap * across;
    const bow = 1 - 0.45 * mouth.bow * bell(x, 0.035) + 0.2 * mouth.bow * bell(t - 0.28, 0.2);
    const top = line + apart + mouth.upper * across ** 0.7 * bow;
    const bottom = line - apart - mouth.lower * across ** 0.6;
    const soft = 0.012;
    const within = t < 1 ? ramp(top + soft, top - soft, y) * ramp(bottom - soft, bottom + soft, y) : 0;
    if (within > 0) {
      const creases = 0.85 + 0.3 * noise(x * 55, y * 8, 9);
      paint.cover([lip[0] * creases, lip[1] * creases, lip[2] * creases], within * (0.55 + 0.45 * mouth.red));
      paint.gloss += 0.25 * within;
      paint.darken(within * (y > line ? 0.18 : 0));
    }
    if (apart > 0.004 && t < 1) {
      const open = ramp(apart + 0.006, apart - 0.004, Math.abs(y - line));
      const tooth = ramp(-0.7, -0.3, (y - line) / apart) * (1 - 0.35 * ramp(0.6, 0.95, Math.abs(Math.sin(x * 34))));
      paint.cover(inside, open);
      paint.cover(teeth, open * clamp(tooth) * ramp(1, 0.6, t));
    }
    paint.darken(0.75 * bell(Math.abs(y - line) - apart, 0.011) * ramp(1.12, 0.95, t));
    paint.darken(0.4 * bell(Math.hypot(Math.abs(x) - mouthWidth, y - mouthY - corner), 0.035));
  };
}
