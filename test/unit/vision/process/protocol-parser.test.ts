import { describe, expect, it } from 'vitest';
import { parseFromVision } from '../../../../src/vision/process/protocol-parser.js';

const space = { id: '0123456789abcdef/a1', dimension: 512 };
const values = new Float32Array(512).fill(1 / Math.sqrt(512));
const point = { x: 1, y: 2 };

function face() {
  return {
    detection: {
      box: { x: -3, y: 0, width: 100, height: 120 },
      landmarks: [point, point, point, point, point] as unknown[],
      confidence: 0.9,
    },
    quality: { interOcular: 50, turn: 0.1, brightness: 120, sharpness: 90, inside: 1 },
    faults: [] as unknown[],
    liveness: { kind: 'checked', score: 2.5, eyesOpen: 0.9 } as Record<string, unknown>,
    print: 0xffff_ffff,
    embedding: { space: { ...space }, values: values.slice() },
  };
}
function observed() {
  const times = { detect: 1, align: 1, quality: 1, liveness: 0, embed: 3 };
  const observation = { sequence: 7, capturedAt: 1234.5, width: 640, height: 480, faces: [face()], times };
  return { kind: 'observation', observation };
}
type Observed = ReturnType<typeof observed>['observation'];
type Mutable = Record<string, unknown>;

describe('parseFromVision', () => {
  it.each([
    [
      'ready',
      {
        kind: 'ready',
        space,
        defaultMinSimilarity: 0.4,
        models: [{ name: 'm', role: 'detector', digest: 'd', delegate: 'x' }],
      },
      undefined,
    ],
    [
      'ready with a passive liveness model',
      {
        kind: 'ready',
        space,
        defaultMinSimilarity: 0.4,
        pad: { bonaFide: 1, attack: -1, frames: 5, eyes: true },
        models: [{ name: 'm', role: 'pad', digest: 'd', delegate: 'x' }],
      },
      undefined,
    ],
    [
      'ready without the passive liveness model that it should have',
      {
        kind: 'ready',
        space,
        defaultMinSimilarity: 0.4,
        padFault: { code: 'bundle.missing', message: 'm', remedy: 'Do.' },
        models: [],
      },
      undefined,
    ],
    ['an observation', observed(), space],
    [
      'an observation of nobody before ready',
      { ...observed(), observation: { ...observed().observation, faces: [] } },
      undefined,
    ],
    ['an analysis', { kind: 'analysis', id: 3, width: 10, height: 10, faces: [face()] }, space],
    [
      'a question asked in vain',
      { kind: 'askedInVain', id: 3, fault: { code: 'a.b', message: '', remedy: 'Do.' } },
      space,
    ],
    [
      'a pulse',
      { kind: 'pulse', dropped: 0, residentBytes: 1e8, camera: { part: 'camera', level: 'ok', detail: '' } },
      space,
    ],
    [
      'a pulse of a failing liveness model',
      {
        kind: 'pulse',
        dropped: 0,
        residentBytes: 1e8,
        padFault: { code: 'model.invoke', message: 'm', remedy: 'Do.' },
      },
      space,
    ],
    ['a line for the log', { kind: 'log', level: 'warn', facts: { fault: { code: 'x' } }, message: 'm' }, space],
    ['its failure', { kind: 'failed', fault: { code: 'a.b', message: 'm', remedy: 'Do.' } }, undefined],
  ])('takes %s as it is', (_, message, announced) => {
    expect(parseFromVision(message, announced)).toEqual(message);
  });

  const spoilWithoutEmbedding = (one: ReturnType<typeof face>) => {
    one.faults.push('blurred');
    delete (one as unknown as Mutable).embedding;
  };
  const first = (o: Observed) => o.faces[0] as ReturnType<typeof face>;
  it.each<[string, (o: Observed) => void]>([
    ['no faces', (o) => delete (o as unknown as Mutable).faces],
    ['a face of null', (o) => o.faces.push(null as never)],
    ['more faces than fit', (o) => o.faces.push(...Array.from({ length: 64 }, face))],
    ['capturedAt NaN', (o) => (o.capturedAt = Number.NaN)],
    ['capturedAt before all time', (o) => (o.capturedAt = -1e300)],
    ['no times', (o) => delete (o as unknown as Mutable).times],
    ['a stage without a time', (o) => delete (o.times as unknown as Mutable).embed],
    ['a time of NaN', (o) => (o.times.embed = Number.NaN)],
    ['a time of years', (o) => (o.times.embed = 1e12)],
    ['half a sequence', (o) => (o.sequence = 0.5)],
    ['no width', (o) => (o.width = 0)],
    ['no detection', (o) => delete (first(o) as unknown as Mutable).detection],
    ['a box of infinite width', (o) => (first(o).detection.box.width = Number.POSITIVE_INFINITY)],
    ['four landmarks', (o) => first(o).detection.landmarks.pop()],
    ['a landmark of text', (o) => (first(o).detection.landmarks[2] = { x: '1', y: 2 })],
    ['a confidence of 2', (o) => (first(o).detection.confidence = 2)],
    ['a quality of NaN', (o) => (first(o).quality.sharpness = Number.NaN)],
    ['an unknown fault', (o) => first(o).faults.push('sleepy')],
    ['no liveness', (o) => delete (first(o) as unknown as Mutable).liveness],
    ['an unknown liveness', (o) => (first(o).liveness = { kind: 'certainly' })],
    ['a check without a score', (o) => (first(o).liveness = { kind: 'checked' })],
    ['a score of NaN', (o) => (first(o).liveness.score = Number.NaN)],
    ['an infinite score', (o) => (first(o).liveness.score = Number.POSITIVE_INFINITY)],
    ['a score of 9', (o) => (first(o).liveness.score = 9)],
    ['eyes opened twice as wide', (o) => (first(o).liveness.eyesOpen = 2)],
    ['a score of a face with a fault', (o) => spoilWithoutEmbedding(first(o))],
    ['no print', (o) => delete (first(o) as unknown as Mutable).print],
    ['a print of 33 bits', (o) => (first(o).print = 2 ** 32)],
    ['a broken print', (o) => (first(o).print = 0.5)],
    ['an embedding of length 100', (o) => first(o).embedding.values.fill(100)],
    ['an embedding of length 0', (o) => first(o).embedding.values.fill(0)],
    ['an embedding of NaN', (o) => first(o).embedding.values.fill(Number.NaN, 3, 4)],
    ['an embedding of doubles', (o) => (first(o).embedding.values = new Float64Array(512) as never)],
    ['an embedding of another length', (o) => (first(o).embedding.values = Float32Array.of(1))],
    ['an embedding of another space', (o) => (first(o).embedding.space.id = 'another/a1')],
    ['an embedding of a face with a fault', (o) => first(o).faults.push('blurred')],
  ])('refuses an observation with %s', (_, spoil) => {
    const message = observed();
    spoil(message.observation);
    expect(() => parseFromVision(message, space)).toThrow(expect.objectContaining({ code: 'vision.protocol' }));
  });

  it.each([
    ['nothing', undefined],
    ['a number', 7],
    ['an unknown kind', { kind: 'open the door' }],
    ['a second ready', { kind: 'ready', space, defaultMinSimilarity: 0.4, models: [] }],
    [
      'a pulse of another part',
      { kind: 'pulse', dropped: 0, residentBytes: 1, camera: { part: 'door', level: 'ok', detail: '' } },
    ],
    ['a pulse of NaN', { kind: 'pulse', dropped: Number.NaN, residentBytes: 1 }],
    ['a log line of an unknown level', { kind: 'log', level: 'child', facts: {}, message: '' }],
    ['an endless text', { kind: 'log', level: 'info', facts: {}, message: 'x'.repeat(5000) }],
    ['a failure without a fault', { kind: 'failed' }],
  ])('refuses %s', (_, message) => {
    expect(() => parseFromVision(message, space)).toThrow(expect.objectContaining({ code: 'vision.protocol' }));
  });

  it('refuses thresholds in the wrong order', () => {
    const pad = { bonaFide: -1, attack: 1, frames: 5, eyes: true };
    const ready = { kind: 'ready', space, defaultMinSimilarity: 0.4, pad, models: [] };
    expect(() => parseFromVision(ready, undefined)).toThrow(/attack is above bonaFide/);
  });

  it('refuses an embedding before a space was announced', () => {
    expect(() => parseFromVision(observed(), undefined)).toThrow(/space/);
  });
});
