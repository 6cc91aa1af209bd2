import { beardPainter } from './beard.js';
import { eyePainter } from './eyes.js';
import type { Face } from './face.js';
import { angleOf, hairline } from './hair.js';
import { mouthPainter } from './mouth.js';
import { bell, noise, ramp } from './noise.js';
import type { Painter } from './paint.js';
import type { Person } from './person.js';
import type { Expression } from './shot.js';

/** Everything that is painted on the head itself, from the skin up. */
export function headPainter(person: Person, face: Face, expression: Expression): Painter {
  const { skin, seed, nose, hair, eyes } = person;
  const above = hairline(person);
  const beard = beardPainter(person, face);
  const mouth = mouthPainter(person, face);
  const eye = eyePainter(person, face, expression);
  const wrinkle = wrinkles(face, expression);
  const shift = (seed % 977) * 3.1;
  return (paint, x, y, z) => {
    paint.base(skin.colour, skin.gloss);
    const front = z > 0 ? ramp(0.05, 0.3, z) : 0;
    const ax = Math.abs(x);
    // Blood: cheeks, nose, chin and ears are redder, the forehead is paler.
    const blood =
      bell(Math.hypot((ax - 0.4) / 1.3, y + 0.38), 0.24) +
      bell(Math.hypot(x, y - face.noseTip), 0.14) +
      0.4 * bell(Math.hypot(x, y - face.chinY), 0.16);
    paint.tint(1.06, 0.8, 0.76, (0.25 + 0.65 * skin.ruddy) * Math.min(1, blood) * front);
    const patches = noise(x * 2.2 + shift, y * 2.2, z * 2.2) - 0.5;
    const spots = noise(x * 9 + shift, y * 9, z * 9) - 0.5;
    const pores = noise(x * 60, y * 60, z * 60 + shift) - 0.5;
    paint.tint(1, 0.9, 0.86, skin.mottle * (patches * 1.4 + spots * 0.8));
    paint.darken(-0.3 * patches * skin.mottle + 0.1 * spots * skin.mottle + pores * (0.09 + 0.1 * skin.age));
    if (front > 0) {
      if (skin.freckles > 0) {
        const speck = noise(x * 47 + shift + 3 * y, y * 47 - 5 * x, z * 30);
        const where = bell(Math.hypot(ax - 0.3, (y + 0.2) * 1.3), 0.5);
        paint.tint(0.66, 0.5, 0.4, skin.freckles * where * ramp(0.6, 0.85, speck));
      }
      for (const mole of skin.moles) {
        const d = Math.hypot(x - mole.x, y - mole.y);
        if (d < 0.05) paint.tint(0.3, 0.2, 0.17, ramp(mole.size, mole.size * 0.6, d));
      }
      // Thin skin below the eyes, and the shade of the sockets.
      paint.tint(
        0.74,
        0.66,
        0.72,
        front * 0.75 * eyes.bags * bell(Math.hypot((ax - face.eyeX) / 1.6, (y + 0.115) * 1.7), 0.085),
      );
      paint.tint(0.78, 0.68, 0.66, front * 0.55 * bell(Math.hypot((ax - face.eyeX * 0.72) / 1.1, y - 0.03), 0.09));
      paint.darken(wrinkle(x, y) * (0.1 + 0.5 * skin.age));
      const nostril = Math.hypot((ax - nose.wings * 0.48) / 1.7, (y - face.noseBase - 0.018) * 1.5);
      // Where the wings of the nose meet the cheek.
      const wing = Math.hypot(ax - nose.wings * 0.75, (y - face.noseBase - 0.07) * 1.1) - nose.wings * 0.5;
      paint.tint(
        0.5,
        0.38,
        0.36,
        0.7 *
          bell(wing, 0.014) *
          ramp(nose.wings * 0.8, nose.wings * 1.15, ax) *
          ramp(face.noseBase, face.noseBase + 0.04, y),
      );
      paint.darken(front * (0.55 + 0.4 * nose.nostril) * ramp(0.034, 0.016, nostril));
      mouth(paint, x, y, z);
      beard(paint, x, y, z);
    }
    const over = above(angleOf(x, z), y);
    // The scalp shows between the roots; shaved heads keep a shade.
    if (!hair.bald && over > -0.08) paint.cover(hair.colour, 0.9 * ramp(-0.08, 0.06, over + 0.06 * spots));
    if (front > 0) eye(paint, x, y, z);
  };
}

/** Depth of the creases of the face at a place, 0..1. */
function wrinkles(face: Face, { smile, browRaise }: Expression): (x: number, y: number) => number {
  const laugh = 0.5 + 0.5 * Math.max(0, smile);
  return (x, y) => {
    const ax = Math.abs(x);
    let depth = 0;
    if (y > 0.25 && ax < 0.5) {
      const wave = Math.sin((y + 0.05 * Math.cos(x * 4) + 0.02 * noise(x * 6, y, 3)) * 62);
      depth +=
        (0.3 + 0.5 * Math.max(0, browRaise)) *
        ramp(0.6, 1, wave) *
        ramp(0.5, 0.3, ax) *
        ramp(0.25, 0.33, y) *
        ramp(0.62, 0.5, y);
    }
    // From the wings of the nose to the corners of the mouth.
    const t = Math.max(0, Math.min(1, (face.noseBase + 0.08 - y) / 0.3));
    const fold = ax - (0.17 + 0.17 * t ** 0.8);
    if (t > 0 && t < 1) depth += laugh * bell(fold, 0.022) * Math.sin(Math.PI * t);
    const crow = Math.sin(Math.atan2(y + 0.01, ax - face.eyeX - 0.1) * 16);
    depth += 0.5 * laugh * ramp(0.5, 1, crow) * bell(Math.hypot(ax - face.eyeX - 0.21, y), 0.07);
    if (ax < 0.1) depth += 0.4 * bell(ax - 0.055, 0.012) * bell(y - 0.19, 0.07);
    return depth;
  };
}
