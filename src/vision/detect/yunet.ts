import type { ModelInput, YunetOutput } from '../../models/domain/model-bundle.js';
import type { Detection, Landmarks, Point } from '../domain/face.js';
import { realValues } from '../tflite/dequantise.js';
import type { Tensor } from '../tflite/model.js';
import type { Decoder } from './decoder.js';
import { outputsOfShape } from './output-shape.js';

/** One grid of cells; positions of its tensors among the model's outputs. */
interface Grid {
  readonly stride: number;
  readonly columns: number;
  /** Class and objectness: indistinguishable by shape but interchangeable, as the score is their geometric mean. */
  readonly scores: readonly [number, number];
  readonly boxes: number;
  readonly points: number;
  readonly scratch: readonly [Float32Array, Float32Array, Float32Array, Float32Array];
}

/**
 * YuNet (Wu et al. 2023): anchor-free, one candidate per cell of each grid.
 * score = √(class·objectness), centre = (cell + d)·stride, size = exp(d)·stride, point = (cell + d)·stride.
 * @throws ModelError `model.output` when the outputs do not fit the declared strides.
 */
export function yunetDecoder(input: ModelInput, output: YunetOutput, outputs: readonly Tensor[]): Decoder {
  const grids = output.strides.map((stride) => gridOf(stride, input, outputs));
  const minSquare = output.minConfidence ** 2;
  return {
    decode(tensors) {
      const found: Detection[] = [];
      for (const grid of grids) decodeGrid(grid, tensors, minSquare, found);
      return found;
    },
  };
}

function gridOf(stride: number, input: ModelInput, outputs: readonly Tensor[]): Grid {
  const columns = input.width / stride;
  const rows = columns * (input.height / stride);
  const scores = outputsOfShape(outputs, { rows, values: 1 }, 2) as [number, number];
  const [boxes] = outputsOfShape(outputs, { rows, values: 4 }, 1) as [number];
  const [points] = outputsOfShape(outputs, { rows, values: 10 }, 1) as [number];
  const values = (n: number) => new Float32Array(rows * n);
  return { stride, columns, scores, boxes, points, scratch: [values(1), values(1), values(4), values(10)] };
}

function decodeGrid(grid: Grid, tensors: readonly Tensor[], minSquare: number, found: Detection[]): void {
  const read = (tensor: number, slot: 0 | 1 | 2 | 3) => realValues(tensors[tensor] as Tensor, grid.scratch[slot]);
  const first = read(grid.scores[0], 0);
  const second = read(grid.scores[1], 1);
  const boxes = read(grid.boxes, 2);
  const points = read(grid.points, 3);
  for (let cell = 0; cell < first.length; cell++) {
    const square = unit(first[cell] as number) * unit(second[cell] as number);
    if (square >= minSquare) found.push(decodeCell(grid, cell, boxes, points, Math.sqrt(square)));
  }
}

function decodeCell(
  grid: Grid,
  cell: number,
  boxes: Float32Array,
  points: Float32Array,
  confidence: number,
): Detection {
  const { stride } = grid;
  const column = cell % grid.columns;
  const row = Math.floor(cell / grid.columns);
  const value = (i: number) => boxes[cell * 4 + i] as number;
  const width = Math.exp(value(2)) * stride;
  const height = Math.exp(value(3)) * stride;
  const x = (column + value(0)) * stride - width / 2;
  const y = (row + value(1)) * stride - height / 2;
  const point = (i: number): Point => ({
    x: (column + (points[cell * 10 + 2 * i] as number)) * stride,
    y: (row + (points[cell * 10 + 2 * i + 1] as number)) * stride,
  });
  const landmarks: Landmarks = [point(0), point(1), point(2), point(3), point(4)];
  return { box: { x, y, width, height }, landmarks, confidence };
}

/** Quantised models overshoot 0..1 a little. */
const unit = (score: number): number => Math.min(1, Math.max(0, score));
