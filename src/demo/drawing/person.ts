import { type Random, randomOf } from '../../base/random.js';

/** Increment after any change of what a seed looks like, so that kept pictures are rendered again. */
export const renderingVersion = 1;

/** Linear light, red, green and blue. */
export type Colour = readonly [number, number, number];

/** A swelling or hollow of the face that makes it this face and no other. Decimetres. */
export interface Swelling {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly out: number;
}

/** A drawn person: traits that are the same in all their pictures. Lengths in decimetres, factors around 1. */
export interface Person {
  readonly seed: number;
  readonly skull: {
    readonly width: number;
    readonly height: number;
    readonly jaw: number;
    readonly chin: number;
    readonly chinOut: number;
    readonly chinLength: number;
    readonly cheekbone: number;
    readonly cheek: number;
    readonly forehead: number;
    readonly browRidge: number;
  };
  readonly swellings: readonly Swelling[];
  readonly eyes: {
    readonly apart: number;
    readonly width: number;
    readonly open: number;
    readonly slant: number;
    readonly depth: number;
    readonly hood: number;
    readonly lash: number;
    readonly bags: number;
    readonly iris: Colour;
  };
  readonly brows: {
    readonly height: number;
    readonly length: number;
    readonly thickness: number;
    readonly arch: number;
    readonly slant: number;
    readonly inner: number;
    readonly density: number;
  };
  readonly nose: {
    readonly length: number;
    readonly bridge: number;
    readonly bridgeWidth: number;
    readonly hump: number;
    readonly tip: number;
    readonly tipWidth: number;
    readonly wings: number;
    readonly nostril: number;
  };
  readonly mouth: {
    readonly drop: number;
    readonly width: number;
    readonly upper: number;
    readonly lower: number;
    readonly bow: number;
    readonly corner: number;
    readonly red: number;
  };
  readonly skin: {
    readonly colour: Colour;
    readonly gloss: number;
    readonly ruddy: number;
    readonly mottle: number;
    readonly freckles: number;
    readonly age: number;
    readonly moles: readonly { readonly x: number; readonly y: number; readonly size: number }[];
  };
  readonly hair: {
    readonly colour: Colour;
    readonly bald: boolean;
    readonly line: number;
    readonly recession: number;
    readonly fringe: number;
    /** Height of the lowest hair at the sides. */
    readonly hang: number;
    readonly top: number;
    readonly side: number;
    readonly curl: number;
    readonly part: number;
  };
  readonly beard: {
    readonly moustache: number;
    readonly chin: number;
    readonly cheeks: number;
    readonly colour: Colour;
  };
  readonly glasses?: {
    readonly width: number;
    readonly height: number;
    readonly square: number;
    readonly thickness: number;
    readonly colour: Colour;
  };
  readonly clothes: Colour;
}

const skinTones: readonly [Colour, ...Colour[]] = [
  [0.78, 0.52, 0.4],
  [0.7, 0.43, 0.31],
  [0.62, 0.39, 0.25],
  [0.5, 0.28, 0.17],
  [0.36, 0.19, 0.11],
  [0.22, 0.11, 0.065],
  [0.12, 0.058, 0.036],
];
const hairColours: readonly [Colour, ...Colour[]] = [
  [0.012, 0.01, 0.01],
  [0.03, 0.018, 0.012],
  [0.075, 0.035, 0.017],
  [0.16, 0.08, 0.035],
  [0.42, 0.27, 0.12],
  [0.26, 0.075, 0.02],
  [0.3, 0.29, 0.28],
  [0.62, 0.6, 0.57],
];
const irisColours: readonly [Colour, ...Colour[]] = [
  [0.04, 0.018, 0.008],
  [0.1, 0.045, 0.015],
  [0.13, 0.11, 0.04],
  [0.1, 0.17, 0.24],
  [0.14, 0.2, 0.18],
];

/** The person of this seed; always the same. */
export function inventPerson(seed: number): Person {
  const r = randomOf(seed, 1);
  const tone = r.between(0, skinTones.length - 1);
  const dark = tone > 3.2;
  const age = r.between(0, 1) ** 1.6;
  const masculine = r.chance(0.5);
  const hairColour = varied(
    r,
    age > 0.65 && r.chance(0.6)
      ? r.pick([
          [0.3, 0.29, 0.28],
          [0.62, 0.6, 0.57],
        ])
      : dark
        ? hairColours[0]
        : r.pick(hairColours),
    0.25,
  );
  const bald = masculine && r.chance(0.2);
  const long = !bald && r.chance(masculine ? 0.08 : 0.7);
  const bearded = masculine && r.chance(0.5);
  return {
    seed,
    skull: {
      width: r.normal(1, 0.08),
      height: r.normal(1, 0.06),
      jaw: r.normal(masculine ? 1.05 : 0.95, 0.13),
      chin: r.normal(masculine ? 1.05 : 0.92, 0.3),
      chinOut: r.normal(0, 0.08),
      chinLength: r.normal(0.03, 0.09),
      cheekbone: r.normal(0.03, 0.06),
      cheek: r.normal(0, 0.1),
      forehead: r.normal(1, 0.06),
      browRidge: r.normal(masculine ? 0.07 : 0.02, 0.05),
    },
    swellings: swellings(r),
    eyes: {
      apart: r.normal(0.315, 0.028),
      width: r.normal(0.16, 0.022),
      open: r.normal(0.072, 0.02),
      slant: r.normal(0.008, 0.026),
      depth: r.normal(0.11, 0.06),
      hood: r.between(0, 1),
      lash: masculine ? r.between(0.3, 0.7) : r.between(0.5, 1),
      bags: r.between(0, 0.4) + age * 0.5,
      iris: varied(r, dark ? irisColours[0] : r.pick(irisColours), 0.3),
    },
    brows: {
      height: r.normal(masculine ? 0.17 : 0.21, 0.045),
      length: r.normal(0.23, 0.04),
      thickness: r.normal(masculine ? 0.042 : 0.03, 0.018),
      arch: r.normal(masculine ? 0.025 : 0.05, 0.04),
      slant: r.normal(0.01, 0.055),
      inner: r.normal(0.12, 0.05),
      density: r.between(0.45, 1),
    },
    nose: {
      length: r.normal(0.425, 0.06),
      bridge: r.normal(0.11, 0.05),
      bridgeWidth: r.normal(0.09, 0.025),
      hump: r.normal(0.01, 0.04),
      tip: r.normal(0.26, 0.06),
      tipWidth: r.normal(0.105, 0.03),
      wings: r.normal(0.15, 0.035) + (dark ? 0.02 : 0),
      nostril: r.between(0.4, 1),
    },
    mouth: {
      drop: r.normal(0.26, 0.04),
      width: r.normal(0.26, 0.042),
      upper: r.normal(0.055, 0.025) + (dark ? 0.012 : 0),
      lower: r.normal(0.075, 0.028) + (dark ? 0.012 : 0),
      bow: r.between(0.2, 1),
      corner: r.normal(0, 0.03),
      red: masculine ? r.between(0.1, 0.7) : r.between(0.3, 1.3),
    },
    skin: {
      colour: varied(r, between(skinTones, tone), 0.06),
      gloss: r.between(0.05, 0.5),
      ruddy: r.between(0, 1),
      mottle: r.between(0.3, 1),
      freckles: !dark && r.chance(0.25) ? r.between(0.3, 1) : 0,
      age,
      moles: Array.from({ length: Math.floor(r.between(0, 4)) }, () => ({
        x: r.between(-0.55, 0.55),
        y: r.between(-1, 0.5),
        size: r.between(0.012, 0.026),
      })),
    },
    hair: {
      colour: hairColour,
      bald,
      line: r.normal(0.66, 0.06),
      recession: masculine ? r.between(-0.05, 0.25) : r.between(-0.08, 0.06),
      fringe: !masculine && r.chance(0.35) ? r.between(0.15, 0.35) : 0,
      hang: long ? r.between(-1.9, -0.8) : 0,
      top: r.between(0.05, 0.3),
      side: long ? r.between(0.08, 0.25) : r.between(0.02, 0.14),
      curl: dark ? r.between(0.4, 1) : r.between(0, 0.8),
      part: r.between(-0.6, 0.6),
    },
    beard: {
      moustache: bearded && r.chance(0.75) ? r.between(0.4, 1) : 0,
      chin: bearded && r.chance(0.75) ? r.between(0.4, 1) : 0,
      cheeks: bearded ? r.between(0, 1) : masculine ? r.between(0, 0.3) : 0,
      colour: varied(r, hairColour, 0.3),
    },
    ...(r.chance(0.25)
      ? {
          glasses: {
            width: r.between(0.2, 0.27),
            height: r.between(0.13, 0.22),
            square: r.between(2, 5),
            thickness: r.between(0.008, 0.026),
            colour: r.pick<Colour>([
              [0.01, 0.01, 0.012],
              [0.08, 0.03, 0.015],
              [0.3, 0.28, 0.26],
              [0.12, 0.01, 0.015],
            ]),
          },
        }
      : {}),
    clothes: [r.between(0.02, 0.6) ** 1.5, r.between(0.02, 0.6) ** 1.5, r.between(0.02, 0.6) ** 1.5],
  };
}

/** Irregular forms that no named trait covers: most faces are nearly symmetric, none is wholly so. */
function swellings(r: Random): readonly Swelling[] {
  return Array.from({ length: 18 }, () => {
    const x = r.between(0, 0.62);
    const y = r.between(-1.1, 0.6);
    const form = { y, width: r.between(0.08, 0.28), height: r.between(0.07, 0.26) };
    const out = r.normal(0, 0.07);
    return [
      { ...form, x, out },
      { ...form, x: -x, out: out * r.between(0.75, 1.15) },
    ];
  }).flat();
}

function between(colours: readonly Colour[], at: number): Colour {
  const low = colours[Math.floor(at)] ?? [0, 0, 0];
  const high = colours[Math.ceil(at)] ?? low;
  const share = at - Math.floor(at);
  return [0, 1, 2].map((i) => (low[i] ?? 0) * (1 - share) + (high[i] ?? 0) * share) as unknown as Colour;
}

function varied(r: Random, [red, green, blue]: Colour, by: number): Colour {
  const light = Math.exp(r.normal(0, by));
  return [red * light * Math.exp(r.normal(0, by / 4)), green * light, blue * light * Math.exp(r.normal(0, by / 4))];
}
