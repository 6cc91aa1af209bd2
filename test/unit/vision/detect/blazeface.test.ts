import { describe, expect, it } from 'vitest';
import type { BlazefaceOutput, ModelInput } from '../../../../src/models/domain/model-bundle.js';
import { blazefaceDecoder } from '../../../../src/vision/detect/blazeface.js';
import { tensor } from '../tensors.js';

const input: ModelInput = {
  width: 128,
  height: 128,
  channels: 'rgb',
  type: 'float32',
  mean: 127.5,
  scale: 127.5,
  layout: 'nhwc',
};
const output: BlazefaceOutput = {
  decoder: 'blazeface',
  anchors: [
    { stride: 8, perCell: 2 },
    { stride: 16, perCell: 6 },
  ],
  minConfidence: 0.6,
  nmsOverlap: 0.3,
};

function outputs(anchor: number, values: readonly number[]) {
  const logits = new Float32Array(896).fill(-8);
  logits[anchor] = 2;
  const regressors = new Float32Array(896 * 16);
  regressors.set(values, anchor * 16);
  return [tensor([1, 896, 1], logits), tensor([1, 896, 16], regressors)] as const;
}

const face = [1, 2, 40, 44, -10, -8, 10, -8, 0, 2, 0, 12, -20, -4, 20, -4];
const mirrored = [1, 2, 40, 44, 10, -8, -10, -8, 0, 2, 0, 12, 20, -4, -20, -4];

describe('blazefaceDecoder', () => {
  it.each([
    ['second anchor of the first cell of the 16x16 grid', 1, { x: 4, y: 4 }],
    ['cell (2, 1) of the 16x16 grid', (16 + 2) * 2, { x: 20, y: 12 }],
    ['cell (3, 2) of the 8x8 grid', 512 + (2 * 8 + 3) * 6 + 5, { x: 56, y: 40 }],
  ])('reads a face at %s', (_, anchor, centre) => {
    const tensors = outputs(anchor, face);
    const [found, ...others] = blazefaceDecoder(input, output, tensors).decode(tensors);
    expect(others).toEqual([]);
    expect(found?.confidence).toBeCloseTo(1 / (1 + Math.exp(-2)), 6);
    expect(found?.box).toEqual({ x: centre.x + 1 - 20, y: centre.y + 2 - 22, width: 40, height: 44 });
    expect(found?.landmarks.slice(0, 3)).toEqual([
      { x: centre.x - 10, y: centre.y - 8 },
      { x: centre.x + 10, y: centre.y - 8 },
      { x: centre.x, y: centre.y + 2 },
    ]);
  });

  it('sets the mouth corners to both sides of the mouth centre, along the eyes', () => {
    const tensors = outputs(0, face);
    const [found] = blazefaceDecoder(input, output, tensors).decode(tensors);
    expect(found?.landmarks[3]?.x).toBeCloseTo(4 - 8.28, 5);
    expect(found?.landmarks[4]?.x).toBeCloseTo(4 + 8.28, 5);
    expect(found?.landmarks[3]?.y).toBeCloseTo(16, 5);
  });

  it('puts the eye on the image left first, and takes the outputs in either order', () => {
    const [scores, values] = outputs(0, mirrored);
    const tensors = [values, scores];
    const [found] = blazefaceDecoder(input, output, tensors).decode(tensors);
    expect(found?.landmarks[0]).toEqual({ x: -6, y: -4 });
    expect(found?.landmarks[1]).toEqual({ x: 14, y: -4 });
    expect(found?.landmarks[3]?.x).toBeLessThan(found?.landmarks[4]?.x ?? 0);
  });

  it('refuses outputs that do not fit the anchors', () => {
    const tensors = outputs(0, face);
    const fewer = { ...output, anchors: [{ stride: 8, perCell: 2 }] };
    expect(() => blazefaceDecoder(input, fewer, tensors)).toThrow(/expected 1 output\(s\) of \[1,512,1\]/);
  });
});
