import type { Colour } from './person.js';

/** The colour of one place of a surface while it is being painted; reused from pixel to pixel. */
export class Paint {
  red = 0;
  green = 0;
  blue = 0;
  /** Strength of the mirror reflection. */
  gloss = 0;
  /** Share of the colour that the surface sends out by itself, as a screen does. */
  glow = 0;

  base([red, green, blue]: Colour, gloss: number): void {
    this.red = red;
    this.green = green;
    this.blue = blue;
    this.gloss = gloss;
    this.glow = 0;
  }

  /** Covers with a colour, `share` of it. */
  cover([red, green, blue]: Colour, share: number): void {
    this.red += (red - this.red) * share;
    this.green += (green - this.green) * share;
    this.blue += (blue - this.blue) * share;
  }

  /** Filters by a colour, as blood and shadow do: 1 leaves as it is. */
  tint(red: number, green: number, blue: number, share: number): void {
    this.red *= 1 + (red - 1) * share;
    this.green *= 1 + (green - 1) * share;
    this.blue *= 1 + (blue - 1) * share;
  }

  darken(share: number): void {
    this.tint(0, 0, 0, share);
  }
}

/** Paints one place of the head, by its base coordinates. */
export type Painter = (paint: Paint, x: number, y: number, z: number) => void;
