import { afterEach, describe, expect, it } from 'vitest';
import type { PadBundle } from '../../../../src/models/domain/model-bundle.js';
import type { Detection } from '../../../../src/vision/domain/face.js';
import { mostScore } from '../../../../src/vision/domain/liveness.js';
import type { Image } from '../../../../src/vision/imaging/image.js';
import { createPad, scoreOf } from '../../../../src/vision/liveness/pad-model.js';
import { loadModel } from '../../../../src/vision/tflite/load-model.js';
import type { Model, Tensor, TensorData } from '../../../../src/vision/tflite/model.js';
import { loadRuntime } from '../../../../src/vision/tflite/runtime.js';
import { tinyPad, tinyPadModel, tinyWidth } from '../../../support/tiny-pad.js';
import { tensor } from '../tensors.js';

const inputShape = [1, 2 * tinyWidth, tinyWidth, 3];
const values = 2 * tinyWidth ** 2 * 3;
const logits = (data: TensorData, scale = 0, zeroPoint = 0) => tensor([1, data.length], data, scale, zeroPoint);

/** A model that always answers with these outputs. */
function answering(...outputs: readonly Tensor[]): Model {
  const inputs = [tensor(inputShape, new Int8Array(values), 1 / 16)];
  return { inputs, outputs, delegate: 'builtin', invoke() {}, resizeBatch() {}, close() {} };
}

/** A face whose box is `x`, `y`, `size`, `size`. */
const face = (x: number, y: number, size: number) => ({ box: { x, y, width: size, height: size } }) as Detection;

function plain(colour: readonly [number, number, number]): Image {
  const data = new Uint8Array(200 * 160 * 3).map((_, i) => colour[i % 3] as number);
  return { width: 200, height: 160, order: 'rgb', data };
}
const red = [200, 100, 50] as const;

describe('scoreOf', () => {
  it.each([
    [[0, 0], 0],
    [[2, -1], 3],
    [[1, 1, 1], -Math.log(2)],
    [[3, 2, 0], 3 - Math.log(Math.exp(2) + 1)],
    [[500, -500], mostScore],
    [[-500, -500, 500], -mostScore],
    [[1000, 999, -1000], 1],
  ])('of %j is %d', (values, score) => {
    expect(scoreOf(values)).toBeCloseTo(score, 10);
  });
});

describe('createPad', () => {
  it('dequantises logits and openness', () => {
    const bundle: PadBundle = {
      ...tinyPad(),
      output: { classes: ['live', 'print', 'screen'], eyes: { offset: 0.5, scale: 4 } },
    };
    const { check, facts } = createPad(bundle, answering(logits(Int8Array.of(30, 10, 6, 12), 0.25, 10)));
    expect(facts).toEqual({ bonaFide: 1, attack: -1, frames: 3, eyes: true });
    const liveness = check(plain(red), face(50, 50, 40));
    expect(liveness).toEqual({
      kind: 'checked',
      score: expect.closeTo(5 - Math.log(1 + Math.exp(-1)), 5),
      eyesOpen: 0.625,
    });
  });

  it.each([
    [9, 1],
    [-9, 0],
  ])('keeps an openness of %d within 0 and 1', (value, eyesOpen) => {
    const bundle = { ...tinyPad(), output: { ...tinyPad().output, eyes: { offset: 0.5, scale: 1 } } };
    const { check } = createPad(bundle, answering(logits(Float32Array.of(0, 0, 0, value))));
    expect(check(plain(red), face(50, 50, 40))).toMatchObject({ eyesOpen });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'takes %d for no score, whichever value it is',
    (odd) => {
      const bundle = { ...tinyPad(), output: { ...tinyPad().output, eyes: { offset: 0, scale: 1 } } };
      for (let i = 0; i < 4; i++) {
        const { check } = createPad(bundle, answering(logits(new Float32Array(4).fill(odd, i, i + 1))));
        expect(() => check(plain(red), face(50, 50, 40))).toThrow(expect.objectContaining({ code: 'model.output' }));
      }
    },
  );

  it('puts the looks one below the other, normalised, black where the frame ends', () => {
    const model = answering(logits(new Float32Array(3)));
    createPad(tinyPad(), model).check(plain(red), face(80, 60, 40));
    const input = model.inputs[0]?.data as Int8Array;
    const pixel = (x: number, y: number) => [...input.subarray((y * tinyWidth + x) * 3, (y * tinyWidth + x) * 3 + 3)];
    const inside = [73, -27, -77];
    const black = [-127, -127, -127];
    // The tight look of 60 pixels lies inside the frame; the wide one of 160 just does, from top to bottom.
    expect([pixel(0, 0), pixel(15, 15), pixel(0, 16), pixel(15, 31)]).toEqual([inside, inside, inside, inside]);
    createPad(tinyPad(), model).check(plain(red), face(0, 0, 40));
    expect([pixel(0, 0), pixel(15, 15), pixel(0, 16), pixel(15, 31)]).toEqual([black, inside, black, inside]);
  });

  it.each<[string, string, Partial<PadBundle>, readonly Tensor[]]>([
    [
      'another input',
      'model.wrong-shape',
      { input: { ...tinyPad().input, height: tinyWidth } },
      [logits(new Float32Array(3))],
    ],
    [
      'another type',
      'model.wrong-shape',
      { input: { ...tinyPad().input, type: 'uint8' } },
      [logits(new Float32Array(3))],
    ],
    ['more values than told', 'model.output', {}, [logits(new Float32Array(4))]],
    ['fewer values than told', 'model.output', {}, [logits(new Float32Array(2))]],
    ['two outputs', 'model.output', {}, [logits(new Float32Array(3)), logits(new Float32Array(3))]],
    ['no output', 'model.output', {}, []],
  ])('refuses a model of %s', (_, code, changes, outputs) => {
    expect(() => createPad({ ...tinyPad(), ...changes }, answering(...outputs))).toThrow(
      expect.objectContaining({ name: 'ModelError', code, remedy: expect.stringContaining('Install') }),
    );
  });
});

describe('a passive model on the runtime', () => {
  let model: Model | undefined;
  afterEach(() => model?.close());

  it.each(['builtin', 'xnnpack'] as const)('tells red from blue with %s', (delegate) => {
    const bytes = tinyPadModel();
    const { sha256, name } = tinyPad(bytes);
    const runtime = loadRuntime();
    model = loadModel(bytes, { runtime, name, sha256, threads: 1, delegate, log: () => undefined });
    const { check } = createPad(tinyPad(bytes), model);
    const score = (...colour: readonly [number, number, number]) => {
      const liveness = check(plain(colour), face(60, 40, 40));
      return liveness.kind === 'checked' ? liveness.score : Number.NaN;
    };
    expect(score(200, 100, 100)).toBeGreaterThan(1);
    expect(score(100, 100, 200)).toBeLessThan(-1);
  });
});
