import type { PixelTable } from '../tflite/bundle-input.js';
import { pixelKernel, roomFor } from './pixel-kernel.js';

/** Halves pictures of one size into a model's input. A fast path for the common case: 640×480 frames and a 320-pixel model. */
export class Halver {
  readonly #source: Uint8Array;
  readonly #values: PixelTable;
  readonly #run: (swap: boolean) => void;

  /** @param width of the halves, in pixels; the sources are twice as large. */
  constructor(width: number, height: number, table: PixelTable) {
    const bytes = table.BYTES_PER_ELEMENT;
    const aligned = (length: number) => Math.ceil(length / 4) * 4;
    const halfAt = aligned(roomFor(4 * width * height));
    const tableAt = halfAt + aligned(roomFor(width * height));
    const valuesAt = tableAt + 256 * bytes;
    const { memory, functions } = pixelKernel(valuesAt + width * height * 3 * bytes);
    const view = (at: number, length: number) =>
      new (table.constructor as new (memory: ArrayBuffer, at: number, length: number) => PixelTable)(
        memory,
        at,
        length,
      );
    view(tableAt, 256).set(table);
    this.#source = new Uint8Array(memory, 0, 4 * width * height * 3);
    this.#values = view(valuesAt, width * height * 3);
    const translate = bytes === 1 ? functions.translate1 : functions.translate4;
    this.#run = (swap) => {
      functions.halve(0, width * 6, halfAt, width * 3, Math.ceil(width / 4), height);
      const [first, last] = swap ? [2 * bytes, 0] : [0, 2 * bytes];
      translate(halfAt, halfAt + width * height * 3, tableAt, valuesAt, first, last);
    };
  }

  /** [height][width][3]: the table's entries for the mean of each 2×2 block; valid until the next call. */
  halve(data: Uint8Array, swap: boolean): PixelTable {
    this.#source.set(data);
    this.#run(swap);
    return this.#values;
  }
}
