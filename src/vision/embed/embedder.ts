import { ModelError } from '../../base/errors.js';
import { type EmbedderBundle, spaceOf } from '../../models/domain/model-bundle.js';
import { alignmentVersion, cropSize } from '../align/aligner.js';
import { dot, type Embedding, type EmbeddingSpace, embedding } from '../domain/embedding.js';
import type { Image } from '../imaging/image.js';
import { writePixels } from '../imaging/resize.js';
import { pixelTable } from '../tflite/bundle-input.js';
import { realValues } from '../tflite/dequantise.js';
import type { Model, Tensor } from '../tflite/model.js';
import { EmbedderBatch } from './embedder-batch.js';

export interface Embedder {
  readonly space: EmbeddingSpace;
  /**
   * One embedding per 112×112 crop, in order, in as few invokes as the model allows. Undefined if the model's output has no direction.
   * @throws ModelError if the runtime fails.
   */
  embed(crops: readonly Image[]): readonly (Embedding | undefined)[];
}

/**
 * Creates the embedder that the bundle declares on its loaded model. The caller closes the model.
 * @throws ModelError `model.input`, `model.output` or `model.preprocessing` if model, bundle and this build do not match.
 */
export function createEmbedder(bundle: EmbedderBundle, model: Model): Embedder {
  const { name, input, output, preprocessing } = bundle;
  if (preprocessing !== alignmentVersion || input.width !== cropSize || input.height !== cropSize) {
    throw new ModelError(
      'model.preprocessing',
      `${name} needs preprocessing ${preprocessing} at ${input.width}x${input.height}, this build has ${alignmentVersion} at ${cropSize}x${cropSize}`,
      { remedy: 'Install the bundle made for this version of Ostiary.', context: { bundle: name } },
    );
  }
  const table = pixelTable(input, model.inputs[0], name);
  const { dimension } = output;
  const found = model.outputs[0]?.shape.slice(1).reduce((product, side) => product * side, 1);
  if (found !== dimension) {
    throw new ModelError(
      'model.output',
      `${name} declares embeddings of ${dimension}, the model gives ${found ?? 'none'}`,
      {
        remedy: 'Install the bundle again: its bundle.json does not match the model.',
        context: { bundle: name },
      },
    );
  }
  const space = spaceOf(bundle);
  const batch = new EmbedderBatch(model);
  const pixels = cropSize * cropSize * 3;
  let scratch = new Float32Array(dimension);

  function embedTogether(crops: readonly Image[]): (Embedding | undefined)[] {
    const { data } = model.inputs[0] as Tensor;
    crops.forEach((crop, i) => {
      writePixels(crop, input.channels, table, data, i * pixels);
    });
    model.invoke();
    const result = model.outputs[0] as Tensor;
    if (scratch.length < result.data.length) scratch = new Float32Array(result.data.length);
    const raw = realValues(result, scratch);
    return crops.map((_, i) => {
      const values = raw.subarray(i * dimension, (i + 1) * dimension);
      const square = dot(values, values);
      return square > 0 && Number.isFinite(square) ? embedding(space, values) : undefined;
    });
  }

  return {
    space,
    embed(crops) {
      const size = batch.sizeFor(crops.length);
      const embeddings: (Embedding | undefined)[] = [];
      for (let i = 0; i < crops.length; i += size) embeddings.push(...embedTogether(crops.slice(i, i + size)));
      return embeddings;
    },
  };
}
