import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../src/base/random.js';
import { cast } from '../../src/demo/cast.js';
import { render } from '../../src/demo/drawing/picture.js';
import { inventShot } from '../../src/demo/drawing/shot.js';
import { readBundle } from '../../src/models/bundle.js';
import type { EmbedderBundle } from '../../src/models/domain/model-bundle.js';
import { Aligner } from '../../src/vision/align/aligner.js';
import { dot, embedding } from '../../src/vision/domain/embedding.js';
import type { Landmarks } from '../../src/vision/domain/face.js';
import type { ObservedFace } from '../../src/vision/domain/observation.js';
import { createEmbedder } from '../../src/vision/embed/embedder.js';
import { loadModel } from '../../src/vision/tflite/load-model.js';
import { loadRuntime } from '../../src/vision/tflite/runtime.js';
import { openTestPipeline } from '../support/terminal.js';
import { drawnFace } from './drawn-face.js';

/** The record is TensorFlow's, the runtime here is the daemon's: their int8 kernels may round differently. */
const minCosine = 0.98;

const shipped = readdirSync('models').filter((name) => /^(detector|embedder|pad)-/.test(name));
const embedders = shipped.filter((name) => name.startsWith('embedder-'));
const detectors = shipped.filter((name) => name.startsWith('detector-'));

interface Golden {
  readonly space: string;
  readonly landmarks: readonly (readonly [number, number])[];
  readonly embedding: readonly number[];
}

describe.each(shipped)('the shipped %s', (name) => {
  const folder = `models/${name}`;

  it('is made of the files that its digests name', () => {
    const lines = readFileSync(`${folder}/SHA256SUMS`, 'utf8').trim().split('\n');
    expect(lines.map((line) => line.split('  ')[1])).toContain('bundle.json');
    for (const line of lines) {
      const [digest, file = ''] = line.split('  ');
      expect(
        createHash('sha256')
          .update(readFileSync(`${folder}/${file}`))
          .digest('hex'),
        file,
      ).toBe(digest);
    }
  });
});

describe.each(detectors)('golden: the shipped %s', (name) => {
  it('finds everybody of the cast alone, eyes over nose over mouth', async () => {
    const pipeline = await openTestPipeline({ detector: `models/${name}`, embedder: `models/${embedders[0]}` });
    for (const { name, person } of cast) {
      const picture = render(person, inventShot(randomOf(person.seed, 2, 0), 256, 0.4));
      const { faces } = pipeline.process(picture);
      expect(faces, name).toHaveLength(1);
      const [face] = faces as [ObservedFace];
      const [left, right, nose, mouthLeft, mouthRight] = face.detection.landmarks;
      expect(left.x < nose.x && nose.x < right.x && mouthLeft.x < mouthRight.x, name).toBe(true);
      expect(Math.max(left.y, right.y) < nose.y && nose.y < Math.min(mouthLeft.y, mouthRight.y), name).toBe(true);
    }
  });
});

describe.each(embedders)('golden: the shipped %s', (name) => {
  const folder = `models/${name}`;

  it('gives the embedding that training recorded for the drawn face', async () => {
    const { bundle, bytes } = await readBundle(folder);
    const record = JSON.parse(readFileSync(`${folder}/golden.json`, 'utf8')) as Golden;
    const { sha256 } = bundle;
    const model = loadModel(bytes, {
      runtime: loadRuntime(),
      name,
      sha256,
      threads: 1,
      delegate: 'xnnpack',
      log: () => undefined,
    });
    const landmarks = record.landmarks.map(([x, y]) => ({ x, y })) as unknown as Landmarks;
    const embedder = createEmbedder(bundle as EmbedderBundle, model);
    const [found] = embedder.embed([new Aligner().align(drawnFace(), landmarks, 0)]);
    model.close();
    expect(embedder.space.id).toBe(record.space);
    expect(found && dot(found.values, embedding(embedder.space, record.embedding).values)).toBeGreaterThan(minCosine);
  });
});
