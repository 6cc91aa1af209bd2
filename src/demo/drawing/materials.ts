import type { Face } from './face.js';
import { type Part, part } from './mesh.js';
import { lattice, noise, ramp } from './noise.js';
import type { Painter } from './paint.js';
import type { Person } from './person.js';
import type { Expression } from './shot.js';
import { headPainter } from './skin.js';

/** The painters of everything that belongs to a person, by part. */
export function materials(person: Person, face: Face, expression: Expression): (of: Part) => Painter {
  const { hair, skin, clothes, glasses, seed } = person;
  const pattern = lattice(seed, 1, 1);
  const head = headPainter(person, face, expression);
  const painters: Readonly<Partial<Record<Part, Painter>>> = {
    [part.skin]: head,
    [part.hair]: (paint, x, y, z) => {
      const angle = Math.atan2(x, z);
      const bend = hair.curl * noise(x * 5, y * 5, z * 5) * 6;
      const strand =
        noise(angle * 34 + bend, y * (2.5 + 12 * hair.curl), seed) * 0.65 +
        noise(angle * 95 + bend, y * 9, seed) * 0.35;
      paint.base(hair.colour, 0.1 + 0.25 * strand * (1 - hair.curl));
      paint.darken(0.62 - 0.95 * strand);
    },
    [part.ear]: (paint, x, y, z) => {
      paint.base(skin.colour, 0.15);
      paint.tint(1, 0.76, 0.72, 0.5);
      const bowl = Math.hypot((z - 0.1) * 1.2, y + 0.1);
      paint.darken(
        0.5 * ramp(0.62, 0.3, bowl) * ramp(0, 0.5, Math.abs(x)) + 0.25 * ramp(0.75, 0.86, bowl) * ramp(0.98, 0.9, bowl),
      );
    },
    [part.clothes]: (paint, x, y) => {
      paint.base(clothes, 0.02);
      paint.darken(0.35 * (noise(x * 4, y * 3, seed) - 0.3));
      if (pattern < 0.3) paint.darken(0.5 * ramp(0.2, 0.5, Math.sin(y * 30)));
      if (pattern > 0.7) paint.cover([0.6, 0.6, 0.6], ramp(0.16, 0.1, Math.abs(x)) * ramp(-2.9, -2.0, y));
    },
    [part.frame]: (paint) => paint.base(glasses?.colour ?? [0, 0, 0], 0.5),
    [part.hand]: (paint, x, y, z) => {
      paint.base(skin.colour, skin.gloss * 0.6);
      paint.tint(1, 0.8, 0.76, 0.4 * noise(x * 5 + seed, y * 5, z * 5));
      paint.darken(0.25 * (noise(x * 22, y * 22, z * 22) - 0.3));
    },
  };
  return (of) => painters[of] ?? nothing;
}

const nothing: Painter = () => undefined;
