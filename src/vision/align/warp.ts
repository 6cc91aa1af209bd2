import type { Point } from '../domain/face.js';
import type { Image } from '../imaging/image.js';
import { pixelKernel, roomFor } from '../imaging/pixel-kernel.js';
import { sumBlocks } from '../imaging/resize-box.js';
import { apply, type Similarity } from './aligner-similarity.js';

/** The target of a warp. Takes over the channel order of the source. */
export interface Crop extends Image {
  order: Image['order'];
}

/**
 * Cuts a rotated and scaled square out of pictures; allocates nothing. Samples bilinearly. From a reduction factor of 2, it first averages
 * whole blocks of source pixels, because bilinear samples then no longer touch every pixel. Outside the picture is black.
 */
export class Warp {
  readonly #side: number;
  readonly #functions: ReturnType<typeof pixelKernel>['functions'];
  /** The region at full size, before it is halved. */
  readonly #full: Uint8Array;
  readonly #shrunk: Uint8Array;
  readonly #cut: Uint8Array;
  readonly #sums: Int32Array;

  /** @param side of the crops, in pixels. */
  constructor(side: number) {
    // A crop's diagonal covers less than twice as many blocks, or less than three times as many pixels where blocks are 2 wide.
    const diagonal = Math.ceil(side * Math.SQRT2);
    const full = 3 * diagonal + 16;
    const shrunk = 2 * diagonal + 8;
    const shrunkAt = roomFor(full ** 2);
    const cutAt = shrunkAt + roomFor(shrunk ** 2);
    const { memory, functions } = pixelKernel(cutAt + roomFor(side ** 2));
    this.#side = side;
    this.#functions = functions;
    this.#full = new Uint8Array(memory, 0, shrunkAt);
    this.#shrunk = new Uint8Array(memory, shrunkAt, shrunk ** 2 * 3);
    this.#cut = new Uint8Array(memory, cutAt, side ** 2 * 3);
    this.#sums = new Int32Array(shrunk * 3);
  }

  /**
   * Fills `crop` with the picture as seen through `toSource`, which maps crop coordinates to those of `image` (pixel centres at whole
   * numbers).
   */
  cut(image: Image, toSource: Similarity, crop: Crop): void {
    crop.order = image.order;
    const factor = Math.max(1, Math.floor(Math.hypot(toSource.a, toSource.b)));
    const corners = this.#corners(toSource);
    const region = coveredRegion(image, corners, factor);
    if (!(region.width >= 1 && region.height >= 1)) {
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
    this.#sample(region, toShrunk, crop);
  }

  #corners(transform: Similarity): readonly Point[] {
    const last = this.#side - 1;
    return [
      { x: 0, y: 0 },
      { x: last, y: 0 },
      { x: 0, y: last },
      { x: last, y: last },
    ].map((corner) => apply(transform, corner));
  }

  /** Averages blocks of `factor`² pixels of the region. */
  #shrink({ data, width: across }: Image, { x, y, width, height }: Region, factor: number): void {
    const stride = across * 3;
    const begin = y * stride + x * 3;
    if (factor <= 2) {
      const row = width * factor * 3;
      const target = factor === 1 ? this.#shrunk : this.#full;
      for (let i = 0; i < height * factor; i++) {
        const from = begin + i * stride;
        target.set(data.subarray(from, from + row), i * row);
      }
      if (factor === 2) {
        this.#functions.halve(0, row, this.#shrunk.byteOffset, width * 3, Math.ceil(width / 4), height);
      }
      return;
    }
    const sums = this.#sums.subarray(0, width * 3);
    const share = 1 / factor ** 2;
    for (let row = 0, out = 0; row < height; row++) {
      sumBlocks(data, begin + row * factor * stride, stride, factor, sums);
      for (let i = 0; i < sums.length; i++) this.#shrunk[out++] = (sums[i] as number) * share + 0.5;
    }
  }

  #sample({ width, height }: Region, toShrunk: Similarity, crop: Crop): void {
    const { a, b, tx, ty } = toShrunk;
    const [right, bottom] = [width - 1, height - 1];
    const row = this.#side * 3;
    for (let v = 0, at = this.#cut.byteOffset; v < this.#side; v++, at += row) {
      const from = this.#shrunk.byteOffset;
      this.#functions.sample(from, width * 3, at, at + row, right, bottom, tx - b * v, ty + a * v, a, b);
    }
    crop.data.set(this.#cut);
    // Tolerance for rounding at the border.
    const tiny = 1e-6;
    const inside = ({ x, y }: Point) => x >= tiny && y >= tiny && x < right - tiny && y < bottom - tiny;
    if (this.#corners(toShrunk).every(inside)) return;
    for (let v = 0, out = 0; v < this.#side; v++) {
      let x = tx - b * v;
      let y = ty + a * v;
      for (let u = 0; u < this.#side; u++, out += 3, x += a, y += b) {
        if (!(x >= 0 && y >= 0 && x < right && y < bottom))
          sampleEdge(this.#shrunk, width, height, x, y, crop.data, out);
      }
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
function coveredRegion(image: Image, corners: readonly Point[], factor: number): Region {
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

/** One sample at or beyond the border: neighbours outside the picture count as black. */
function sampleEdge(
  data: Uint8Array,
  width: number,
  height: number,
  x: number,
  y: number,
  target: Uint8Array,
  out: number,
): void {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const sums = edgeSums.fill(0);
  for (let row = top; row <= top + 1; row++) {
    for (let column = left; column <= left + 1; column++) {
      if (row < 0 || column < 0 || row >= height || column >= width) continue;
      const weight = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row));
      const p = (row * width + column) * 3;
      for (let c = 0; c < 3; c++) sums[c] = (sums[c] as number) + weight * (data[p + c] as number);
    }
  }
  for (let c = 0; c < 3; c++) target[out + c] = (sums[c] as number) + 0.5;
}

const edgeSums = new Float64Array(3);
