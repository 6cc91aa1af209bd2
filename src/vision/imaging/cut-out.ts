import type { ModelInput } from '../../models/domain/model-bundle.js';
import type { PixelTable } from '../tflite/bundle-input.js';
import type { TensorData } from '../tflite/model.js';
import type { Image } from './image.js';
import { pixelKernel, roomFor } from './pixel-kernel.js';
import { writeRow } from './resize.js';
import { type Axis, fillAxis, tapsOf, weightBits } from './resize-axis.js';

/** A square of a picture, in whole pixels; may reach beyond the picture. */
export interface Square {
  readonly left: number;
  readonly top: number;
  /** Width and height. */
  readonly side: number;
}

/** Largest side of a square: that of a face as large as a 4K frame, seen with its surroundings. */
export const mostSide = 16_384;

/** What a square needs that depends on its size. */
interface Scale {
  readonly axis: Axis;
  /** For the kernel: a fourth of the taps, and rounding. Then the share of a sum that is a pixel. */
  readonly fours: number;
  readonly half: number;
  readonly shift: number;
  readonly share: number;
}

/** The columns of a square that show the picture: in pixels of the square, and the target pixels that they reach. */
interface Columns {
  readonly from: number;
  readonly to: number;
  readonly first: number;
  readonly end: number;
}

/**
 * Cuts squares out of pictures into a part of a model's input, as `Letterbox` scales a picture of that square: bit for bit, but without
 * making it. Outside the picture is black. Allocates nothing that grows, whatever the sizes; the work grows with the part inside.
 */
export class CutOut {
  readonly #width: number;
  readonly #channels: ModelInput['channels'];
  readonly #table: PixelTable;
  readonly #functions: ReturnType<typeof pixelKernel>['functions'];
  readonly #starts: Int32Array;
  readonly #weights: Int32Array;
  /** One row of the square; the same for the kernel: where taps begin, in bytes, and their weights. */
  readonly #row: Uint8Array;
  readonly #offsets: Int32Array;
  readonly #taps: Int16Array;
  /** Two horizontally resampled rows, one after the other: neighbouring target rows share one. */
  readonly #resampled: Int32Array;
  readonly #sum: Int32Array;
  readonly #cachedRow: [number, number] = [-1, -1];

  /** @param width of the scaled squares in pixels, also their height. */
  constructor(width: number, channels: ModelInput['channels'], table: PixelTable) {
    const mostTaps = mostSide + 5 * width;
    const rowBytes = Math.ceil(roomFor(mostSide + 3) / 16) * 16;
    // Both end in room for what the kernels read and write beyond.
    const numbers = 3 * width + 4;
    const offsetsAt = rowBytes;
    const tapsAt = offsetsAt + 4 * width;
    const resampledAt = Math.ceil((tapsAt + 2 * mostTaps) / 16) * 16;
    const sumAt = resampledAt + 2 * 4 * numbers;
    const { memory, functions } = pixelKernel(sumAt + 4 * numbers);
    this.#width = width;
    this.#channels = channels;
    this.#table = table;
    this.#functions = functions;
    this.#starts = new Int32Array(width);
    this.#weights = new Int32Array(mostTaps);
    this.#row = new Uint8Array(memory, 0, rowBytes);
    this.#offsets = new Int32Array(memory, offsetsAt, width);
    this.#taps = new Int16Array(memory, tapsAt, mostTaps);
    this.#resampled = new Int32Array(memory, resampledAt, 2 * numbers);
    this.#sum = new Int32Array(memory, sumAt, 3 * width);
  }

  /** Writes the square into `target` at `offset`: [width][width][3], the table's type. Its side is 1 to `mostSide`. */
  write(image: Image, { left, top, side }: Square, target: TensorData, offset: number): void {
    const scale = this.#scaleTo(side);
    const { axis, share } = scale;
    const columns = this.#columns(axis, Math.max(0, -left), Math.min(side, image.width - left));
    const swap = image.order !== this.#channels;
    this.#cachedRow.fill(-1);
    this.#resampled.fill(0);
    this.#row.fill(0, 0, (side + 3) * 3);
    for (let y = 0; y < this.#width; y++) {
      this.#sum.fill(0);
      if (columns.end > columns.first) this.#addRows(image, { left, top }, scale, columns, y);
      writeRow(this.#sum, share, this.#table, swap, target, offset + y * this.#width * 3);
    }
  }

  #addRows(image: Image, at: Omit<Square, 'side'>, scale: Scale, columns: Columns, y: number): void {
    const { count, weights } = scale.axis;
    const start = this.#starts[y] as number;
    const skipped = columns.first * 3 * 4;
    for (let k = Math.max(0, -at.top - start); k < count && at.top + start + k < image.height; k++) {
      const weight = scale.shift === 0 ? 1 : (weights[y * count + k] as number);
      if (weight === 0) continue;
      const from = this.#resample(image, at, scale, columns, start + k) + skipped;
      const end = from + (columns.end - columns.first) * 3 * 4;
      this.#functions.add(from, end, weight, this.#sum.byteOffset + skipped);
    }
  }

  /** Where the horizontally resampled row `y` of the square lies. */
  #resample({ data, width }: Image, { left, top }: Omit<Square, 'side'>, scale: Scale, columns: Columns, y: number) {
    const slot = y & 1 ? 1 : 0;
    const resampled = this.#resampled.byteOffset + slot * (this.#resampled.byteLength / 2);
    if (this.#cachedRow[slot] === y) return resampled;
    this.#cachedRow[slot] = y;
    const begin = ((top + y) * width + left) * 3;
    const { from, to, first, end } = columns;
    this.#row.set(data.subarray(begin + from * 3, begin + to * 3), from * 3);
    const { fours, half, shift } = scale;
    const starts = this.#offsets.byteOffset;
    const weights = this.#taps.byteOffset + first * fours * 8;
    this.#functions.weigh(0, starts + first * 4, starts + end * 4, weights, fours, resampled + first * 12, half, shift);
    return resampled;
  }

  #scaleTo(side: number): Scale {
    const length = this.#width;
    const count = tapsOf(side, length);
    const axis = { length, count, starts: this.#starts, weights: this.#weights };
    fillAxis(side, axis);
    // A whole number of pixels makes one: their plain mean.
    const block = Number.isInteger(side / length);
    const fours = Math.ceil(count / 4);
    for (let x = 0; x < length; x++) {
      this.#offsets[x] = (axis.starts[x] as number) * 3;
      for (let k = 0; k < 4 * fours; k++) {
        const weight = block ? 1 : (axis.weights[x * count + k] as number);
        this.#taps[x * fours * 4 + k] = k < count ? weight : 0;
      }
    }
    if (block) return { axis, fours, half: 0, shift: 0, share: 1 / count ** 2 };
    return { axis, fours, half: 8, shift: 4, share: 1 / (1 << (weightBits + 8)) };
  }

  #columns({ starts, count }: Axis, from: number, to: number): Columns {
    let first = 0;
    let end = to > from ? this.#width : 0;
    while (first < end && (starts[first] as number) + count <= from) first++;
    while (end > first && (starts[end - 1] as number) >= to) end--;
    return { from, to, first, end };
  }
}
