import { describe, expect, it } from 'vitest';
import { instant } from '../../../src/base/units.js';
import { cameraSamples, sampleCamera, samplePictures } from '../../../src/gallery/take-samples.js';
import { embedding } from '../../../src/vision/domain/embedding.js';
import type { PadThresholds } from '../../../src/vision/domain/liveness.js';
import type { Observation, ObservedFace } from '../../../src/vision/domain/observation.js';

const landmarks = [
  { x: 30, y: 40 },
  { x: 70, y: 40 },
  { x: 50, y: 62 },
  { x: 35, y: 80 },
  { x: 65, y: 80 },
];
const good = {
  faults: [],
  detection: { landmarks },
  liveness: { kind: 'notChecked' },
  embedding: embedding({ id: 'test/1', dimension: 4 }, [1, 0, 0, 0]),
} as unknown as ObservedFace;
const blurred = { faults: ['blurred'] } as unknown as ObservedFace;

/** One frame a moment, each with these faces; `taken` counts those that were asked for. */
function camera(...frames: readonly (readonly ObservedFace[])[]) {
  const state = { taken: 0 };
  async function* observations() {
    for (const [i, faces] of frames.entries()) {
      state.taken++;
      yield { sequence: i, capturedAt: instant(100 + i), faces } as unknown as Observation;
    }
  }
  return { state, observations };
}

/** A good frame with this score of the passive model. */
const scored = (...scores: readonly number[]) =>
  scores.map((score, i) => [{ ...good, print: i, liveness: { kind: 'checked' as const, score } }]);

async function sample(from: ReturnType<typeof camera>, since = 100, pad?: PadThresholds) {
  const [counts, refusals]: [number[], string[]] = [[], []];
  const samples = await sampleCamera(from.observations(), {
    since: instant(since),
    pad,
    onSample: (count) => counts.push(count),
    onRefusal: (reason) => refusals.push(reason),
  });
  return { pictures: samples.map(({ picture }) => picture), counts, refusals };
}

it('takes the first good frames of the camera and then no more', async () => {
  const frames = camera(...Array.from({ length: 10 }, () => [good]));
  const { pictures, counts } = await sample(frames);
  expect(pictures).toEqual(['frame 0', 'frame 1', 'frame 2', 'frame 3', 'frame 4']);
  expect([counts, frames.state.taken]).toEqual([[1, 2, 3, 4, 5], cameraSamples]);
});

it('leaves frames from before alone: they show whoever happened to stand there', async () => {
  expect((await sample(camera([good], [good], [good]), 102)).pictures).toEqual(['frame 2']);
});

it('says why frames cannot be used when that changes, not with every frame', async () => {
  const { pictures, refusals } = await sample(camera([], [], [blurred], [blurred], [good], [], [good, good]));
  expect(pictures).toEqual(['frame 4']);
  expect(refusals).toEqual(['noFace', 'blurred', 'noFace', 'multipleFaces']);
});

describe('with the passive model', () => {
  const pad = { bonaFide: 2, attack: -2, frames: 5 };
  const attend = (...frames: readonly (readonly ObservedFace[])[]) => sample(camera(...frames), 100, pad);

  it('takes frames until the person is seen to be live', async () => {
    const { pictures, refusals, counts } = await attend(...scored(0, 1, 1, 1, 1, 4, 6, 6, 6));
    expect(pictures).toEqual(['frame 2', 'frame 3', 'frame 4', 'frame 5', 'frame 6']);
    expect([refusals, counts]).toEqual([['notCertain'], [1, 2, 3, 4, 5]]);
  });

  it('discards what was taken before an attack', async () => {
    const { pictures, refusals } = await attend(...scored(-6, -6, -6, 4, 4, 4, 4, 4));
    expect(pictures).toEqual(['frame 3', 'frame 4', 'frame 5', 'frame 6', 'frame 7']);
    expect(refusals).toEqual(['notLive']);
  });

  it.each([
    ['a photograph', 'not a live face', scored(-6, -6, -6, -6, -6, -6)],
    ['a face that stays uncertain', 'not certain', scored(0, 0, 0, 0, 0, 0, 0)],
    ['a model that fails', 'was not checked', [[good], [good], [good]]],
  ])('takes nothing of %s', async (_, words, frames) => {
    const taken = attend(...frames);
    await expect(taken).rejects.toMatchObject({ code: 'enroll.not-live', message: expect.stringContaining(words) });
  });

  it('takes nothing where nobody stands', async () => {
    expect(await attend([], [blurred])).toMatchObject({ pictures: [], refusals: ['noFace', 'blurred'] });
  });
});

it('judges pictures in their order, and tells of each', async () => {
  let told = 0;
  const vision = {
    analyse: async (bytes: Uint8Array) => ({ width: 1, height: 1, faces: bytes.length > 0 ? [good] : [] }),
  };
  const read = (file: string) => new Uint8Array(file === 'empty.jpg' ? 0 : 1);
  const samples = await samplePictures(['a.jpg', 'empty.jpg'], vision, read, () => told++);
  expect(samples).toMatchObject([
    { kind: 'usable', picture: 'a.jpg' },
    { kind: 'refused', picture: 'empty.jpg', reason: 'noFace' },
  ]);
  expect(told).toBe(2);
});
