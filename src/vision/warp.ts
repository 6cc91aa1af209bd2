import { apply, type Similarity } from './aligner-similarity.js';
import type { Image } from './image.js';
import { sumBlocks } from './resize-box.js';

/** A picture that a warp writes into. Its order becomes that of the source. */
export interface Crop extends Image {
  order: Image['order'];
}

/**
 * Cuts a turned and scaled square out of pictures; keeps its scratch memory, so that it allocates only for a face larger than
 * any before. Bilinear; from a factor of 2 on, whole blocks of source pixels are averaged first, because below 2 a bilinear
 * sample still touches every pixel and above it does not. Outside the picture is black.
 */
export class Warp {
  #shrunk = new Uint8Array(0);
  #sums = new Int32Array(0);

  /** Fills `crop` with the picture as seen through `toSource`, which maps crop coordinates to those of `image` (pixel centres at whole numbers). */
  cut(image: Image, toSource: Similarity, crop: Crop): void {
    crop.order = image.order;
    const factor = Math.floor(Math.hypot(toSource.a, toSource.b));
    if (factor < 2) {
      sample(image, toSource, crop);
      return;
    }
    const region = coveredRegion(image, toSource, crop, factor);
    if (region.width < 1 || region.height < 1) {
      crop.data.fill(0);
      return;
    }
    this.#shrink(image, region, factor);
    // The centre of block 0 lies (factor - 1) / 2 pixels inside the region.
    const inset = (factor - 1) / 2;
    const toShrunk: Similarity = {
      a: toSource.a / factor,
      b: toSource.b / factor,
      tx: (toSource.tx - region.x - inset) / factor,
      ty: (toSource.ty - region.y - inset) / factor,
    };
    const { width, height } = region;
    sample({ width, height, order: image.order, data: this.#shrunk }, toShrunk, crop);
  }

  /** Averages blocks of `factor`² pixels of the region into the scratch picture. */
  #shrink(image: Image, { x, y, width, height }: Region, factor: number): void {
    if (this.#shrunk.length < width * height * 3) this.#shrunk = new Uint8Array(width * height * 3);
    if (this.#sums.length < width * 3) this.#sums = new Int32Array(width * 3);
    const sums = this.#sums.subarray(0, width * 3);
    const stride = image.width * 3;
    const share = 1 / factor ** 2;
    for (let row = 0, out = 0; row < height; row++) {
      sumBlocks(image.data, (y + row * factor) * stride + x * 3, stride, factor, sums);
      for (let i = 0; i < sums.length; i++) this.#shrunk[out++] = (sums[i] as number) * share + 0.5;
    }
  }
}

interface Region {
  /** Top left in source pixels. */
  readonly x: number;
  readonly y: number;
  /** In blocks. */
  readonly width: number;
  readonly height: number;
}

/** The part of the picture that the crop can see, in whole blocks. */
function coveredRegion(image: Image, toSource: Similarity, crop: Crop, factor: number): Region {
  const corners = [
    apply(toSource, { x: 0, y: 0 }),
    apply(toSource, { x: crop.width - 1, y: 0 }),
    apply(toSource, { x: 0, y: crop.height - 1 }),
    apply(toSource, { x: crop.width - 1, y: crop.height - 1 }),
  ];
  const xs = corners.map((corner) => corner.x);
  const ys = corners.map((corner) => corner.y);
  // Two blocks of margin: the bilinear neighbour, and the shift of block centres.
  const margin = 2 * factor;
  const x = Math.max(0, Math.floor(Math.min(...xs)) - margin);
  const y = Math.max(0, Math.floor(Math.min(...ys)) - margin);
  const right = Math.min(image.width, Math.ceil(Math.max(...xs)) + margin);
  const bottom = Math.min(image.height, Math.ceil(Math.max(...ys)) + margin);
  return { x, y, width: Math.floor((right - x) / factor), height: Math.floor((bottom - y) / factor) };
}

/** Bilinear sampling in 8-bit fixed point fractions. */
function sample(image: Image, { a, b, tx, ty }: Similarity, crop: Crop): void {
  const { width, height, data } = image;
  const stride = width * 3;
  const target = crop.data;
  for (let v = 0, out = 0; v < crop.height; v++) {
    let x = tx - b * v;
    let y = ty + a * v;
    for (let u = 0; u < crop.width; u++, out += 3, x += a, y += b) {
      const left = Math.floor(x);
      const top = Math.floor(y);
      if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) {
        sampleEdge(image, x, y, target, out);
        continue;
      }
      const fx = ((x - left) * 256) | 0;
      const fy = ((y - top) * 256) | 0;
      const w00 = (256 - fx) * (256 - fy);
      const w10 = fx * (256 - fy);
      const w01 = (256 - fx) * fy;
      const w11 = fx * fy;
      const p = top * stride + left * 3;
      const q = p + stride;
      target[out] =
        (w00 * at(data, p) + w10 * at(data, p + 3) + w01 * at(data, q) + w11 * at(data, q + 3) + 32768) >> 16;
      target[out + 1] =
        (w00 * at(data, p + 1) + w10 * at(data, p + 4) + w01 * at(data, q + 1) + w11 * at(data, q + 4) + 32768) >> 16;
      target[out + 2] =
        (w00 * at(data, p + 2) + w10 * at(data, p + 5) + w01 * at(data, q + 2) + w11 * at(data, q + 5) + 32768) >> 16;
    }
  }
}

/** One sample at or beyond the border: neighbours outside the picture count as black. */
function sampleEdge({ width, height, data }: Image, x: number, y: number, target: Uint8Array, out: number): void {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const sums = edgeSums.fill(0);
  for (let row = top; row <= top + 1; row++) {
    for (let column = left; column <= left + 1; column++) {
      if (row < 0 || column < 0 || row >= height || column >= width) continue;
      const weight = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row));
      const p = (row * width + column) * 3;
      for (let c = 0; c < 3; c++) sums[c] = (sums[c] as number) + weight * at(data, p + c);
    }
  }
  for (let c = 0; c < 3; c++) target[out + c] = (sums[c] as number) + 0.5;
}

const edgeSums = new Float64Array(3);

const at = (data: Uint8Array, i: number): number => data[i] as number;
