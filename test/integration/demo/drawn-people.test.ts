import { expect, it } from 'vitest';
import { randomOf } from '../../../src/base/random.js';
import { cast } from '../../../src/demo/cast.js';
import { inventPerson } from '../../../src/demo/drawing/person.js';
import { render } from '../../../src/demo/drawing/picture.js';
import { inventShot } from '../../../src/demo/drawing/shot.js';
import { walkUp } from '../../../src/demo/drawing/walk.js';
import { dot } from '../../../src/vision/domain/embedding.js';
import { models } from '../../support/models.js';
import { needs } from '../../support/needs.js';
import { openTestPipeline } from '../../support/terminal.js';

needs('models').describe(`the demo's cast, as detector and embedder see it`, async () => {
  if (models === undefined) return;
  const pipeline = await openTestPipeline(models);
  const seen = cast.map(({ name, person }) => {
    const pictures = [0, 1].map((i) => render(person, inventShot(randomOf(person.seed, 2, i), 256, 0.4)));
    return { name, faces: pictures.map((picture) => pipeline.process(picture).faces) };
  });
  const embeddings = seen.map(({ name, faces }) => ({
    name,
    values: faces.map(([face]) => face?.embedding?.values ?? new Float32Array(pipeline.space.dimension)),
  }));
  const similarity = (a: (typeof embeddings)[number], b: typeof a): number =>
    dot(a.values[0] as Float32Array, b.values[1] as Float32Array);

  it('is found alone in each picture, surely, and passes every gate', () => {
    for (const { name, faces } of seen) {
      for (const found of faces) {
        expect(found, name).toHaveLength(1);
        expect(found[0]?.faults, name).toEqual([]);
        expect(found[0]?.detection.confidence, name).toBeGreaterThan(0.8);
      }
    }
  });

  it('is told apart by a wide margin', () => {
    for (const one of embeddings) {
      expect(similarity(one, one), one.name).toBeGreaterThan(pipeline.defaultMinSimilarity + 0.1);
      for (const other of embeddings) {
        if (other === one) continue;
        expect(similarity(one, other), `${one.name}, ${other.name}`).toBeLessThan(pipeline.defaultMinSimilarity - 0.05);
      }
    }
  });

  it('is seen from afar on the walk up to the door', () => {
    const found = [...walkUp(inventPerson(1), 1, 0)].map((frame) => pipeline.process(frame).faces.length);
    expect(found.every((count) => count <= 1)).toBe(true);
    expect(found.slice(4).every((count) => count === 1)).toBe(true);
  }, 120_000);
});
