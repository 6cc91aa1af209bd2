import type { ModelInput } from '../../models/domain/model-bundle.js';
import type { PixelTable } from '../tflite/bundle-input.js';
import type { TensorData } from '../tflite/model.js';
import { Halver } from './halver.js';
import type { Image } from './image.js';
import { type Axis, resampleAxis, weightBits } from './resize-axis.js';
import { sumBlocks } from './resize-box.js';

/** Frame pixels per model input pixel, along each axis. */
export interface Fit {
  readonly scaleX: number;
  readonly scaleY: number;
}

/** Everything that depends on the size of the picture; reused while the size stays the same. */
interface Plan {
  readonly sourceWidth: number;
  readonly sourceHeight: number;
  readonly columns: Axis;
  readonly rows: Axis;
  readonly fit: Fit;
  /** Source pixels per target pixel if that is the same whole number along both axes, otherwise 0. */
  readonly block: number;
  /** Present if that number is 2. */
  readonly halver?: Halver;
  /** Two horizontally resampled source rows, 8.8 fixed point: neighbouring target rows share one. */
  readonly cached: readonly [Int32Array, Int32Array];
  readonly sum: Int32Array;
}

/** Scales pictures into a model's input, top left, the rest black; allocates only when the picture's size changes. */
export class Letterbox {
  readonly #input: Pick<ModelInput, 'width' | 'height' | 'channels'>;
  readonly #table: PixelTable;
  readonly #cachedRow: [number, number] = [-1, -1];
  #plan: Plan | undefined;

  constructor(input: Pick<ModelInput, 'width' | 'height' | 'channels'>, table: PixelTable) {
    this.#input = input;
    this.#table = table;
  }

  /** Resamples `image` into `target` ([height][width][3], the table's type). */
  write(image: Image, target: TensorData): Fit {
    const plan = this.#planFor(image);
    const { columns, rows, sum } = plan;
    const stride = this.#input.width * 3;
    const swap = image.order !== this.#input.channels;
    const black = this.#table[0] as number;
    const half = plan.halver?.halve(image.data, swap);
    this.#cachedRow.fill(-1);
    for (let y = 0; y < rows.length; y++) {
      if (half) target.set(half.subarray(y * columns.length * 3, (y + 1) * columns.length * 3), y * stride);
      else if (plan.block > 0) this.#shrinkRow(plan, image, y, swap, target);
      else {
        this.#weigh(plan, image, y);
        writeRow(sum, 1 / (1 << (weightBits + 8)), this.#table, swap, target, y * stride);
      }
      // The interpreter may have overwritten this memory since the last frame.
      target.fill(black, y * stride + columns.length * 3, (y + 1) * stride);
    }
    target.fill(black, rows.length * stride, this.#input.height * stride);
    return plan.fit;
  }

  #shrinkRow({ block, sum }: Plan, { data, width }: Image, y: number, swap: boolean, target: TensorData): void {
    const at = y * this.#input.width * 3;
    sumBlocks(data, y * block * width * 3, width * 3, block, sum);
    writeRow(sum, 1 / block ** 2, this.#table, swap, target, at);
  }

  #weigh(plan: Plan, image: Image, y: number): void {
    const { count, starts, weights } = plan.rows;
    for (let k = 0; k < count; k++) {
      const weight = weights[y * count + k] as number;
      if (weight > 0 || k === 0) addRow(plan.sum, this.#row(plan, image, (starts[y] as number) + k), weight, k === 0);
    }
  }

  #row(plan: Plan, image: Image, y: number): Int32Array {
    const slot = y & 1 ? 1 : 0;
    const row = plan.cached[slot];
    if (this.#cachedRow[slot] !== y) {
      resampleRow(image.data, y * image.width * 3, plan.columns, row);
      this.#cachedRow[slot] = y;
    }
    return row;
  }

  #planFor({ width, height }: Image): Plan {
    const known = this.#plan;
    if (known?.sourceWidth === width && known.sourceHeight === height) return known;
    const scale = Math.min(this.#input.width / width, this.#input.height / height);
    const columns = resampleAxis(width, Math.max(1, Math.min(this.#input.width, Math.round(width * scale))));
    const rows = resampleAxis(height, Math.max(1, Math.min(this.#input.height, Math.round(height * scale))));
    const size = width / columns.length;
    const block = Number.isInteger(size) && size * rows.length === height ? size : 0;
    const row = () => new Int32Array(columns.length * 3);
    const plan: Plan = {
      sourceWidth: width,
      sourceHeight: height,
      columns,
      rows,
      block,
      ...(block === 2 ? { halver: new Halver(columns.length, rows.length, this.#table) } : {}),
      fit: { scaleX: width / columns.length, scaleY: height / rows.length },
      cached: [row(), row()],
      sum: row(),
    };
    this.#plan = plan;
    return plan;
  }
}

function resampleRow(
  data: Uint8Array,
  offset: number,
  { length, count, starts, weights }: Axis,
  row: Int32Array,
): void {
  if (count === 2) {
    resampleRowByPairs(data, offset, starts, weights, row);
    return;
  }
  for (let x = 0, out = 0, w = 0; x < length; x++) {
    let at = offset + (starts[x] as number) * 3;
    let a = 0;
    let b = 0;
    let c = 0;
    for (let k = 0; k < count; k++, w++, at += 3) {
      const weight = weights[w] as number;
      a += weight * (data[at] as number);
      b += weight * (data[at + 1] as number);
      c += weight * (data[at + 2] as number);
    }
    row[out++] = (a + 8) >> 4;
    row[out++] = (b + 8) >> 4;
    row[out++] = (c + 8) >> 4;
  }
}

/** The same for two taps, unrolled: halving and every enlargement. */
function resampleRowByPairs(
  data: Uint8Array,
  offset: number,
  starts: Int32Array,
  weights: Int32Array,
  row: Int32Array,
): void {
  for (let x = 0, out = 0; x < starts.length; x++, out += 3) {
    const at = offset + (starts[x] as number) * 3;
    const v = weights[2 * x] as number;
    const w = weights[2 * x + 1] as number;
    row[out] = (v * (data[at] as number) + w * (data[at + 3] as number) + 8) >> 4;
    row[out + 1] = (v * (data[at + 1] as number) + w * (data[at + 4] as number) + 8) >> 4;
    row[out + 2] = (v * (data[at + 2] as number) + w * (data[at + 5] as number) + 8) >> 4;
  }
}

function addRow(sum: Int32Array, row: Int32Array, weight: number, first: boolean): void {
  if (first) for (let i = 0; i < sum.length; i++) sum[i] = weight * (row[i] as number);
  else for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + weight * (row[i] as number);
}

/** Writes a row of pixel sums ([length][3]), times `share`, as the table's entries into `target` at `offset`. */
export function writeRow(
  sum: Int32Array,
  share: number,
  table: PixelTable,
  swap: boolean,
  target: TensorData,
  offset: number,
): void {
  const first = swap ? 2 : 0;
  for (let i = 0; i < sum.length; i += 3) {
    target[offset + i + first] = table[((sum[i] as number) * share + 0.5) | 0] as number;
    target[offset + i + 1] = table[((sum[i + 1] as number) * share + 0.5) | 0] as number;
    target[offset + i + 2 - first] = table[((sum[i + 2] as number) * share + 0.5) | 0] as number;
  }
}

/** Copies an image that already has the model's size into `target` at `offset`: channel order and normalisation only. */
export function writePixels(
  image: Image,
  channels: ModelInput['channels'],
  table: PixelTable,
  target: TensorData,
  offset: number,
): void {
  const first = image.order === channels ? 0 : 2;
  const { data } = image;
  for (let i = 0; i < data.length; i += 3) {
    target[offset + i + first] = table[data[i] as number] as number;
    target[offset + i + 1] = table[data[i + 1] as number] as number;
    target[offset + i + 2 - first] = table[data[i + 2] as number] as number;
  }
}
