import type { Face } from './face.js';
import { bell, lattice, noise, ramp } from './noise.js';
import type { Paint, Painter } from './paint.js';
import type { Colour, Person } from './person.js';
import type { Expression } from './shot.js';

const white: Colour = [0.62, 0.58, 0.55];
const lash: Colour = [0.012, 0.009, 0.008];
const irisRadius = 0.06;

/** Eyes with lids and lashes, and brows. */
export function eyePainter(person: Person, face: Face, { gaze, eyesOpen }: Expression): Painter {
  const { eyes, brows, hair, skin } = person;
  const browColour: Colour = [hair.colour[0] * 0.7, hair.colour[1] * 0.66, hair.colour[2] * 0.62];
  // Beside dark skin, whites are seen at a darker exposure.
  const bright = 0.55 + 0.6 * skin.colour[0];
  return (paint, x, y) => {
    const side = x < 0 ? -1 : 1;
    const ax = Math.abs(x);
    if (y < -0.3 || y > 0.5) return;
    paintBrow(paint, ax, y);
    const along = (ax - face.eyeX) / eyes.width;
    if (Math.abs(along) > 1.6) return;
    const tilt = eyes.slant * along;
    const span = Math.max(0, 1 - along * along);
    // The highest point lies towards the nose, the lowest towards the temple.
    const upper = tilt + face.upperLid * span ** 0.75 * (1 - 0.16 * along);
    const lower = tilt - face.lowerLid * span * (1 + 0.2 * along);
    const within =
      Math.abs(along) < 1 ? ramp(upper + 0.006, upper - 0.006, y) * ramp(lower - 0.006, lower + 0.006, y) : 0;
    if (within > 0)
      paintEyeball(paint, x - side * face.eyeX - gaze[0], y - gaze[1], upper - y, Math.abs(along), within);
    if (Math.abs(along) < 1.15) {
      const edge = ramp(1.15, 0.95, Math.abs(along));
      paint.cover(
        lash,
        edge * (0.5 + 0.5 * eyes.lash) * bell(y - upper - 0.004, 0.011 + 0.007 * eyes.lash + 0.004 * along),
      );
      paint.tint(0.45, 0.3, 0.3, edge * 0.6 * bell(y - lower, 0.009));
    }
    // The crease of the upper lid, hidden where the brow's skin hangs over it.
    const crease = upper + 0.05 * eyesOpen * (1 - 0.75 * eyes.hood) + 0.012;
    paint.tint(0.42, 0.32, 0.3, (0.75 - 0.3 * eyes.hood) * bell(y - crease, 0.011) * ramp(1.3, 0.8, Math.abs(along)));
    const bag = lower - 0.07 + 0.03 * along * along;
    paint.tint(
      0.6,
      0.5,
      0.5,
      (0.2 + 0.6 * eyes.bags) * bell(y - bag, 0.013) * ramp(1.1, 0.5, Math.abs(along)) * (0.4 + skin.age),
    );
  };

  function paintEyeball(paint: Paint, dx: number, dy: number, belowLid: number, along: number, share: number): void {
    const radius = Math.hypot(dx, dy);
    paint.cover([white[0] * bright, white[1] * bright, white[2] * bright], share);
    paint.tint(0.9, 0.6, 0.6, share * ramp(0.6, 1, along));
    if (radius < irisRadius * 1.15) {
      const ray = 0.75 + 0.5 * noise(Math.atan2(dy, dx) * 6 + 20, radius * 30, 2);
      const [r, g, b] = eyes.iris;
      const inIris = share * ramp(irisRadius * 1.08, irisRadius * 0.95, radius);
      paint.cover([r * ray, g * ray, b * ray], inIris);
      paint.darken(inIris * 0.75 * ramp(irisRadius * 0.75, irisRadius, radius));
      paint.cover(lash, share * ramp(0.03, 0.023, radius));
      paint.cover([1.6, 1.6, 1.6], share * ramp(0.017, 0.009, Math.hypot(dx - 0.02, dy - 0.022)));
    }
    // The lid's shadow.
    paint.darken(share * 0.6 * ramp(0.045, 0, belowLid));
    paint.gloss = 0.3;
  }

  function paintBrow(paint: Paint, ax: number, y: number): void {
    const t = (ax - brows.inner) / (brows.length * 1.45);
    if (t < -0.15 || t > 1.1) return;
    const middle =
      face.browY +
      brows.slant * (t - 0.3) +
      brows.arch * Math.sin(Math.PI * Math.min(1, Math.max(0, t)) ** 1.35) -
      0.02 * t;
    const thick = brows.thickness * (t < 0.25 ? 0.85 + t * 0.6 : 1.05 - 0.75 * (t - 0.25));
    const off = (y - middle) / Math.max(0.006, thick);
    if (Math.abs(off) > 1.8) return;
    const hairs =
      noise(ax * 46 - y * 36, y * 9 + ax * 10, 4) * 0.75 +
      lattice(Math.round(ax * 240 - y * 180), Math.round(y * 30), 7) * 0.25;
    const ends = ramp(-0.12, 0.08, t) * ramp(1.08, 0.8, t);
    paint.cover(browColour, ends * ramp(1.25, 0.45, Math.abs(off)) * Math.min(1, brows.density * (0.5 + 0.85 * hairs)));
  }
}
