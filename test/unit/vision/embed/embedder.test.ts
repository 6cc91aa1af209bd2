import { describe, expect, it } from 'vitest';
import type { EmbedderBundle } from '../../../../src/models/domain/model-bundle.js';
import { createEmbedder } from '../../../../src/vision/embed/embedder.js';
import type { Image } from '../../../../src/vision/imaging/image.js';
import { syntheticEmbedder } from '../synthetic-model.js';

const bundle: EmbedderBundle = {
  name: 'synthetic',
  version: '1',
  role: 'embedder',
  file: 'none.tflite',
  sha256: '0123456789abcdef'.repeat(4),
  licence: 'none',
  source: 'test',
  input: { width: 112, height: 112, channels: 'rgb', type: 'int8', mean: 127.5, scale: 127.5, layout: 'nhwc' },
  output: { dimension: 8 },
  preprocessing: 'a1',
  thresholds: [{ similarity: 0.4, measuredOn: 'nothing' }],
  defaultMinSimilarity: 0.4,
};

/** A crop whose first pixel is its own. */
function crop(...pixel: readonly [number, number, number]): Image {
  const data = new Uint8Array(112 * 112 * 3);
  data.set(pixel);
  return { width: 112, height: 112, order: 'rgb', data };
}
const crops = [crop(255, 127, 127), crop(127, 255, 127), crop(127, 127, 255)];
/** Where each embedding points: the axis of the crop's bright channel. */
const axes = (embeddings: readonly ({ values: Float32Array } | undefined)[]) =>
  embeddings.map((embedding) => embedding?.values.findIndex((value) => value > 0.99));

describe('createEmbedder', () => {
  it('names its space by model digest and preprocessing', () => {
    const { space } = createEmbedder(bundle, syntheticEmbedder({ resizable: false }));
    expect(space).toEqual({ id: '0123456789abcdef/a1', dimension: 8 });
  });

  it('quantises pixels, dequantises and normalises the embedding', () => {
    const [embedding] = createEmbedder(bundle, syntheticEmbedder({ resizable: false })).embed([crop(255, 0, 191)]);
    // 64, -64 and 32 in units of 1/64; then length 1.
    expect([...(embedding?.values ?? [])].map((value) => +value.toFixed(4))).toEqual([
      0.6667, -0.6667, 0.3333, 0, 0, 0, 0, 0,
    ]);
  });

  it('runs a fixed model once per face, in order', () => {
    const model = syntheticEmbedder({ resizable: false });
    const embedder = createEmbedder(bundle, model);
    for (let frame = 0; frame < 10; frame++) expect(axes(embedder.embed(crops))).toEqual([0, 1, 2]);
    expect(new Set(model.invoked)).toEqual(new Set([1]));
    expect(model.invoked).toHaveLength(30);
  });

  it('runs all faces at once when their number stays, and is right on the way there and back', () => {
    const model = syntheticEmbedder({ resizable: true });
    const embedder = createEmbedder(bundle, model);
    for (let frame = 0; frame < 8; frame++) expect(axes(embedder.embed(crops))).toEqual([0, 1, 2]);
    expect(model.invoked.at(-1)).toBe(3);
    expect(axes(embedder.embed(crops.slice(1, 2)))).toEqual([1]);
    expect(axes(embedder.embed([...crops, ...crops]))).toEqual([0, 1, 2, 0, 1, 2]);
    for (let frame = 0; frame < 8; frame++) expect(axes(embedder.embed(crops.slice(2)))).toEqual([2]);
    expect(model.invoked.at(-1)).toBe(1);
  });

  it('gives none for a crop whose embedding has no direction, and the others theirs', () => {
    const embedder = createEmbedder(bundle, syntheticEmbedder({ resizable: false }));
    expect(axes(embedder.embed([crops[0] as Image, crop(127, 127, 127), crops[2] as Image]))).toEqual([
      0,
      undefined,
      2,
    ]);
  });

  it('embeds nothing without an invoke', () => {
    const model = syntheticEmbedder({ resizable: true });
    expect(createEmbedder(bundle, model).embed([])).toEqual([]);
    expect(model.invoked).toEqual([]);
  });

  it.each([
    ['model.output', { ...bundle, output: { dimension: 512 } }],
    ['model.wrong-shape', { ...bundle, input: { ...bundle.input, type: 'float32' as const } }],
    ['model.preprocessing', { ...bundle, preprocessing: 'a0' }],
    ['model.preprocessing', { ...bundle, input: { ...bundle.input, width: 128 } }],
  ])('refuses a bundle that does not belong to the model or this build: %s', (code, wrong) => {
    expect(() => createEmbedder(wrong, syntheticEmbedder({ resizable: false }))).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
