import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dot, embedding } from '../../src/domain/embedding.js';
import { openPipeline } from '../../src/vision/open-pipeline.js';
import { absent, settings } from '../integration/pipeline/shared.js';
import { drawnFace } from './drawn-face.js';

/**
 * The whole path from frame to embedding against a recorded answer. Tolerance: cosine 0.97, for kernels of other processors
 * round differently; an error of preprocessing (channel order, half a pixel, normalisation) costs more than that.
 * Record again, after a deliberate change of preprocessing and of its version, with OSTIARY_RECORD=1.
 */
const tolerance = 0.97;
const pixels = 3;

const missing = absent('models');
if (missing !== undefined) console.warn(`golden embeddings ${missing}`);

interface Golden {
  readonly space: string;
  readonly landmarks: readonly (readonly [number, number])[];
  readonly embedding: readonly number[];
}

describe.skipIf(missing !== undefined)('golden: a drawn face', () => {
  it.each(['public-mbf', 'public-mfn'])('%s gives the recorded embedding', async (embedder) => {
    const pipeline = await openPipeline(settings('public-yunet-s', embedder));
    const { faces } = pipeline.process(drawnFace());
    pipeline.close();
    const [face] = faces;
    if (face?.embedding === undefined) throw new Error(`no embedding: ${JSON.stringify(face?.faults)}`);
    const points = face.detection.landmarks.map(({ x, y }) => [x, y] as const);
    const place = new URL(`${embedder}.json`, import.meta.url);
    if (process.env.OSTIARY_RECORD === '1') {
      const rounded = Array.from(face.embedding.values, (value) => +value.toFixed(4));
      const record = { space: face.embedding.space.id, landmarks: points, embedding: rounded };
      writeFileSync(place, `${JSON.stringify(record)}\n`);
    }
    const golden = JSON.parse(readFileSync(place, 'utf8')) as Golden;
    expect(face.embedding.space.id).toBe(golden.space);
    points.forEach(([x, y], i) => {
      const [gx = 0, gy = 0] = golden.landmarks[i] ?? [];
      expect(Math.hypot(x - gx, y - gy)).toBeLessThan(pixels);
    });
    const recorded = embedding(face.embedding.space, golden.embedding);
    expect(dot(face.embedding.values, recorded.values)).toBeGreaterThan(tolerance);
  });
});
