import { describe, expect, it } from 'vitest';
import { embedding } from '../../../src/vision/domain/embedding.js';
import type { Detection } from '../../../src/vision/domain/face.js';
import { visionStages } from '../../../src/vision/domain/observation.js';
import type { Image } from '../../../src/vision/imaging/image.js';
import { createPipeline } from '../../../src/vision/pipeline.js';

const space = { id: 'synthetic/a1', dimension: 3 };
const limits = {
  minInterOcular: 20,
  maxTurn: 0.7,
  minBrightness: 45,
  maxBrightness: 220,
  minSharpness: 1,
  minInside: 0.8,
};

/** A face of the given size whose region of the picture is noise around `colour`. */
function face(x: number, size: number): Detection {
  const at = (u: number, v: number) => ({ x: x + u * size, y: v * size });
  return {
    box: { x, y: 0, width: size, height: size },
    landmarks: [at(0.3, 0.4), at(0.7, 0.4), at(0.5, 0.6), at(0.35, 0.8), at(0.65, 0.8)],
    confidence: 0.9,
  };
}

function picture(): Image {
  const data = new Uint8Array(640 * 480 * 3);
  for (let i = 0; i < data.length; i++) {
    const x = Math.floor(i / 3) % 640;
    data[i] = (x < 300 ? 90 : 170) + ((i * 7919) % 40);
  }
  return { width: 640, height: 480, order: 'rgb', data };
}

function pipelineFor(detections: readonly Detection[]) {
  let clock = 0;
  const embedded: Image[] = [];
  const checked: Detection[] = [];
  const process = createPipeline({
    detector: { detect: () => detections },
    embedder: {
      space,
      embed(crops) {
        embedded.push(...crops);
        return crops.map(({ data }) => embedding(space, [data[6000] ?? 0, 100, 0]));
      },
    },
    checkLiveness(_, detection) {
      checked.push(detection);
      return { kind: 'checked', score: detection.box.width / 100 };
    },
    quality: limits,
    now: () => clock++,
  });
  return { process, embedded, checked };
}

describe('createPipeline', () => {
  it('answers the largest face first and gives each face its own embedding', () => {
    const { process } = pipelineFor([face(20, 120), face(320, 200)]);
    const { faces } = process(picture());
    expect(faces.map(({ detection }) => detection.box.width)).toEqual([200, 120]);
    const [bright = 0, dark = 0] = faces.map(({ embedding: e }) => e?.values[0] ?? 0);
    expect(bright).toBeGreaterThan(dark);
    expect(faces.map(({ liveness }) => liveness)).toEqual([
      { kind: 'checked', score: 2 },
      { kind: 'checked', score: 1.2 },
    ]);
  });

  it('checks and embeds only faces without a quality fault, and says which the others have', () => {
    const { process, embedded, checked } = pipelineFor([face(320, 200), face(20, 40), face(200, 120)]);
    const { faces } = process(picture());
    expect(faces.map(({ faults }) => faults)).toEqual([[], [], ['tooFar']]);
    expect(faces.map((observed) => observed.embedding !== undefined)).toEqual([true, true, false]);
    expect(embedded).toHaveLength(2);
    expect(checked.map(({ box }) => box.width)).toEqual([200, 120]);
    expect(faces.map(({ liveness }) => liveness.kind)).toEqual(['checked', 'checked', 'notChecked']);
  });

  it('tells a repeated picture by the prints of its faces', () => {
    const { process } = pipelineFor([face(20, 120), face(320, 200)]);
    const prints = (image: Image) => process(image).faces.map(({ print }) => print);
    const before = prints(picture());
    expect(before).toEqual(prints(picture()));
    const noisy = picture();
    noisy.data.forEach((value, i) => {
      noisy.data[i] = value ^ ((i * 2654435761) >>> 31);
    });
    const after = prints(noisy);
    expect(after.every((print, i) => print !== before[i])).toBe(true);
    expect(before.every((print) => Number.isInteger(print) && print >= 0 && print <= 0xffff_ffff)).toBe(true);
  });

  it('times every stage, and all of an empty picture', () => {
    const { process } = pipelineFor([]);
    const { faces, times } = process(picture());
    expect(faces).toEqual([]);
    expect(Object.keys(times)).toEqual([...visionStages]);
    expect(Object.values(times)).toEqual([1, 1, 1, 1, 1]);
  });
});
