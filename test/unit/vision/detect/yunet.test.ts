import { describe, expect, it } from 'vitest';
import { ModelError } from '../../../../src/base/errors.js';
import type { ModelInput, YunetOutput } from '../../../../src/models/domain/model-bundle.js';
import { yunetDecoder } from '../../../../src/vision/detect/yunet.js';
import { tensor } from '../tensors.js';

const input: ModelInput = { width: 64, height: 32, channels: 'bgr', type: 'uint8', mean: 0, scale: 1, layout: 'nhwc' };
const output: YunetOutput = { decoder: 'yunet', strides: [8, 16], minConfidence: 0.5, nmsOverlap: 0.3 };

/** Grids of 8×4 and 4×2 cells; one face in cell (column 3, row 1) of the second. */
function outputs() {
  const fine = [tensor([1, 32, 1], new Float32Array(32)), tensor([1, 32, 1], new Float32Array(32))];
  const cell = 4 + 3;
  const score = (value: number) => {
    const data = new Float32Array(8);
    data[cell] = value;
    return tensor([1, 8, 1], data);
  };
  const box = new Float32Array(32);
  box.set([0.5, 0.25, Math.log(1.5), Math.log(2)], cell * 4);
  const points = new Float32Array(80);
  points.set([0.1, 0.2, 0.9, 0.2, 0.5, 0.5, 0.2, 0.8, 0.8, 0.8], cell * 10);
  return {
    classes: [fine[0], score(0.81)],
    objects: [fine[1], score(1)],
    boxes: [tensor([1, 32, 4], new Float32Array(128)), tensor([1, 8, 4], box)],
    points: [tensor([1, 32, 10], new Float32Array(320)), tensor([1, 8, 10], points)],
  };
}
const list = (groups: readonly (readonly (ReturnType<typeof tensor> | undefined)[])[]) =>
  groups.flat().filter((t) => t !== undefined);

describe('yunetDecoder', () => {
  const { classes, objects, boxes, points } = outputs();
  it.each([
    ['as converted', list([classes, objects, boxes, points])],
    ['objectness first', list([objects, classes, boxes, points])],
    ['in another order', list([points, boxes, objects, classes].map((group) => group.toReversed()))],
  ])('reads a face by its formulas, outputs %s', (_, tensors) => {
    const [face, ...others] = yunetDecoder(input, output, tensors).decode(tensors);
    expect(others).toEqual([]);
    expect(face?.confidence).toBeCloseTo(0.9, 6);
    expect(face?.box.width).toBeCloseTo(24, 4);
    expect(face?.box.height).toBeCloseTo(32, 4);
    expect(face?.box.x).toBeCloseTo(3.5 * 16 - 12, 4);
    expect(face?.box.y).toBeCloseTo(1.25 * 16 - 16, 4);
    const expected = [
      [49.6, 19.2],
      [62.4, 19.2],
      [56, 24],
      [51.2, 28.8],
      [60.8, 28.8],
    ];
    face?.landmarks.forEach(({ x, y }, i) => {
      expect(x).toBeCloseTo(expected[i]?.[0] ?? 0, 4);
      expect(y).toBeCloseTo(expected[i]?.[1] ?? 0, 4);
    });
  });

  it('drops what is below the confidence', () => {
    const tensors = list([classes, objects, boxes, points]);
    expect(yunetDecoder(input, { ...output, minConfidence: 0.91 }, tensors).decode(tensors)).toEqual([]);
  });

  it('reads quantised outputs by their scale and zero point', () => {
    const quantised = Uint8Array.from({ length: 8 }, (_, i) => (i === 7 ? 172 : 10));
    const tensors = list([[classes[0], tensor([1, 8, 1], quantised, 0.005, 10)], objects, boxes, points]);
    const [face] = yunetDecoder(input, output, tensors).decode(tensors);
    expect(face?.confidence).toBeCloseTo(0.9, 6);
  });

  it('refuses outputs that do not fit the strides', () => {
    const tensors = list([classes, objects, boxes]);
    expect(() => yunetDecoder(input, output, tensors)).toThrow(ModelError);
    expect(() => yunetDecoder(input, { ...output, strides: [4] }, list([classes, objects, boxes, points]))).toThrow(
      /expected 2 output\(s\) of \[1,128,1\]/,
    );
  });
});
