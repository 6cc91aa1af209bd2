import type { Face } from './face.js';
import { bell, noise, ramp } from './noise.js';
import type { Painter } from './paint.js';
import type { Colour, Person } from './person.js';

/** Moustache, chin beard and cheeks, from a day's stubble to a full beard. */
export function beardPainter({ beard, seed }: Person, face: Face): Painter {
  const { moustache, chin, cheeks } = beard;
  if (moustache + chin + cheeks === 0) return () => undefined;
  const shade: Colour = [beard.colour[0] * 0.8, beard.colour[1] * 0.8, beard.colour[2] * 0.8];
  return (paint, x, y) => {
    if (y > 0 || y < face.chinY - 0.12) return;
    const ax = Math.abs(x);
    const ragged = (noise(x * 14 + seed, y * 14, 5) - 0.5) * 0.05;
    const lipTop = face.mouthY + face.corner * (ax / face.mouthWidth) ** 2 + 0.045 + face.gap;
    const over =
      ramp(lipTop - 0.02, lipTop + 0.015, y) *
      ramp(face.noseBase - 0.01, face.noseBase - 0.05, y + ragged) *
      ramp(face.mouthWidth + 0.07, face.mouthWidth, ax + ragged);
    const below = face.mouthY - face.gap - 0.075;
    const goatee =
      ramp(below + 0.01, below - 0.05, y + ragged + 0.1 * bell(ax - face.mouthWidth, 0.07) * -1) *
      ramp(0.32, 0.24, ax + ragged);
    const sides =
      ramp(face.mouthWidth - 0.01, face.mouthWidth + 0.06, ax + ragged) *
      ramp(0.32, 0.24, ax + ragged) *
      ramp(face.mouthY + 0.16, face.mouthY + 0.02, y);
    const jaw =
      ramp(-0.3, -0.42, y + ragged - 0.55 * (ax - 0.5)) * ramp(0.24, 0.36, ax + ragged) +
      ramp(below, below - 0.06, y) * ramp(0.2, 0.3, ax);
    const cover = Math.max(
      moustache * over,
      chin * Math.max(goatee, sides * moustache),
      cheeks * Math.max(Math.min(1, jaw), over * 0.7, goatee * 0.8),
    );
    if (cover <= 0) return;
    const strand = noise(x * 42, y * 17, 6) * 0.6 + noise(x * 90, y * 60, 8) * 0.4;
    paint.cover(
      [shade[0] * (0.6 + strand), shade[1] * (0.6 + strand), shade[2] * (0.6 + strand)],
      Math.min(0.96, cover * (0.62 + 0.55 * strand)) * ramp(0, 0.35, cover),
    );
    paint.gloss *= 1 - 0.7 * cover;
  };
}
