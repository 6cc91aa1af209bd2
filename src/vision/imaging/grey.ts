import type { Image } from './image.js';

/** Grey levels, row by row, for measuring brightness and sharpness. */

type Size = Pick<Image, 'width' | 'height'>;

/** Rec. 601 luma, 8-bit fixed point. @param grey width × height bytes, overwritten. */
export function toGrey({ data, order }: Image, grey: Uint8Array): void {
  const [first, last] = order === 'rgb' ? [77, 29] : [29, 77];
  for (let i = 0, p = 0; i < grey.length; i++, p += 3) {
    grey[i] = (first * (data[p] as number) + 150 * (data[p + 1] as number) + last * (data[p + 2] as number) + 128) >> 8;
  }
}

/** Mean level (0..255), leaving out a border of `inset` pixels. */
export function meanOf(grey: Uint8Array, { width, height }: Size, inset: number): number {
  let sum = 0;
  for (let y = inset; y < height - inset; y++) {
    for (let x = inset; x < width - inset; x++) sum += grey[y * width + x] as number;
  }
  return sum / ((width - 2 * inset) * (height - 2 * inset));
}

/**
 * Variance of the Laplacian, a measure of focus (Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", ICPR 2000),
 * leaving out a border of `inset` pixels (at least 1).
 */
export function laplacianVariance(grey: Uint8Array, { width, height }: Size, inset: number): number {
  let sum = 0;
  let squares = 0;
  for (let y = inset; y < height - inset; y++) {
    for (let x = inset, i = y * width + inset; x < width - inset; x++, i++) {
      const around =
        (grey[i - 1] as number) + (grey[i + 1] as number) + (grey[i - width] as number) + (grey[i + width] as number);
      const edge = around - 4 * (grey[i] as number);
      sum += edge;
      squares += edge * edge;
    }
  }
  const count = (width - 2 * inset) * (height - 2 * inset);
  return squares / count - (sum / count) ** 2;
}
