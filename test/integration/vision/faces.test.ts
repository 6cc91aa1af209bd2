import { readFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { similarity } from '../../../src/vision/domain/embedding.js';
import type { ObservedFace } from '../../../src/vision/domain/observation.js';
import { decodePhoto } from '../../../src/vision/imaging/decode-photo.js';
import { openPipeline, type Pipeline } from '../../../src/vision/open-pipeline.js';
import { needs } from '../../support/needs.js';
import { shared } from '../../support/places.js';
import { limits, settings } from './shared.js';

const lfw = `${shared}/data/lfw-dev`;
const file = (name: string, number: string) => `${lfw}/${name}/${name}_${number.padStart(4, '0')}.jpg`;

/** Every 15th genuine and impostor pair of the first fold. */
function samplePairs() {
  const lines = readFileSync(`${lfw}/pairs.txt`, 'utf8').split('\n').slice(1, 601);
  return lines
    .filter((_, i) => i % 15 === 0)
    .map((line) => {
      const [name = '', first = '', second = '', third] = line.split('\t');
      const other = third === undefined ? file(name, second) : file(second, third);
      return { genuine: third === undefined, files: [file(name, first), other] as const };
    });
}

async function subject(pipeline: Pipeline, path: string, change = (picture: Sharp) => picture): Promise<ObservedFace> {
  const bytes = await change(sharp(path)).png().toBuffer();
  const [face] = pipeline.process(await decodePhoto(bytes)).faces;
  if (face === undefined) throw new Error('no face was found');
  return face;
}

needs('sharedModels', 'sharedPictures').describe('the pipeline on real faces', () => {
  const opened: Pipeline[] = [];
  const open = async (detector: string, embedder: string) => {
    const pipeline = await openPipeline({ ...settings(detector, embedder), quality: { ...limits, maxTurn: 1 } });
    opened.push(pipeline);
    return pipeline;
  };
  afterAll(() => {
    for (const pipeline of opened) pipeline.close();
  });

  it.each([
    ['public-yunet-s', 'public-mbf'],
    ['public-yunet-n', 'public-mfn'],
    ['public-blazeface-front', 'public-mbf'],
    ['public-blazeface-short', 'public-mbf'],
  ])(
    '%s and %s let no impostor pair of a sample match, and nearly all genuine ones',
    async (detector, embedder) => {
      const pipeline = await open(detector, embedder);
      let matched = 0;
      let genuinePairs = 0;
      for (const { genuine, files } of samplePairs()) {
        const a = await subject(pipeline, files[0]);
        const b = await subject(pipeline, files[1]);
        if (a.embedding === undefined || b.embedding === undefined) continue;
        const match = similarity(a.embedding, b.embedding) >= pipeline.defaultMinSimilarity;
        if (!genuine) expect(match).toBe(false);
        else {
          genuinePairs++;
          if (match) matched++;
        }
      }
      expect(genuinePairs).toBeGreaterThanOrEqual(16);
      expect(matched / genuinePairs).toBeGreaterThanOrEqual(0.75);
    },
    120_000,
  );

  it('passes good pictures and refuses dark, blurred, distant and cut-off ones with their reasons', async () => {
    const pipeline = await openPipeline(settings('public-yunet-s', 'public-mbf'));
    opened.push(pipeline);
    const faults = { plain: 0, dark: 0, blurred: 0, far: 0 };
    const files = samplePairs().map((pair) => pair.files[0]);
    for (const path of files) {
      const count = async (kind: keyof typeof faults, reason: string, change?: (picture: Sharp) => Sharp) => {
        const face = await subject(pipeline, path, change);
        const refused = kind === 'plain' ? face.faults.length > 0 : face.faults.some((fault) => fault === reason);
        if (refused) faults[kind]++;
        expect(face.embedding === undefined).toBe(face.faults.length > 0);
      };
      await count('plain', '');
      await count('dark', 'tooDark', (picture) => picture.linear(0.2));
      await count('blurred', 'blurred', (picture) => picture.blur(3.5));
      await count('far', 'tooFar', (picture) => picture.resize(100));
    }
    expect(faults.plain / files.length).toBeLessThanOrEqual(0.1);
    expect(faults.dark / files.length).toBeGreaterThanOrEqual(0.95);
    expect(faults.blurred / files.length).toBeGreaterThanOrEqual(0.9);
    expect(faults.far / files.length).toBeGreaterThanOrEqual(0.95);
  }, 120_000);

  it('handles every face of a group in one frame, largest first, each with its own embedding', async () => {
    const pipeline = await open('public-yunet-s', 'public-mbf');
    const names = samplePairs()
      .filter(({ genuine }) => genuine)
      .slice(0, 3);
    const tiles = names.map(({ files }, i) => ({ input: files[0], left: i * 250, top: 0 }));
    const group = await sharp({ create: { width: 750, height: 250, channels: 3, background: '#404040' } })
      .composite(tiles)
      .png()
      .toBuffer();
    const picture = await decodePhoto(group);
    for (let frame = 0; frame < 6; frame++) {
      const faces = pipeline.process(picture).faces.filter(({ embedding }) => embedding !== undefined);
      expect(faces).toHaveLength(3);
      const areas = faces.map(({ detection: { box } }) => box.width * box.height);
      expect(areas).toEqual(areas.toSorted((a, b) => b - a));
      for (const { detection, embedding } of faces) {
        const alone = await subject(pipeline, names[Math.floor(detection.landmarks[2].x / 250)]?.files[0] ?? '');
        if (embedding === undefined || alone.embedding === undefined) throw new Error('both faces are good');
        expect(similarity(embedding, alone.embedding)).toBeGreaterThan(0.8);
      }
    }
  });

  it('finds nothing, and fails nothing, in pictures without a face', async () => {
    const pipeline = await open('public-yunet-s', 'public-mbf');
    for (const [width, height] of [
      [640, 480],
      [1, 1],
      [7, 900],
      [1920, 2],
    ] as const) {
      for (const fill of [0, 128, 255]) {
        const data = new Uint8Array(width * height * 3).fill(fill);
        expect(pipeline.process({ width, height, order: 'bgr', data }).faces).toEqual([]);
      }
    }
  });

  it('names its models, and refuses to run once closed', async () => {
    const pipeline = await open('public-yunet-s', 'public-mfn');
    expect(pipeline.models.map(({ name, role }) => `${role} ${name}`)).toEqual([
      'embedder public-mfn',
      'detector public-yunet-s',
    ]);
    expect(pipeline.space).toEqual({ id: 'd721671430d4c7d5/a1', dimension: 512 });
    pipeline.close();
    pipeline.close();
    const picture = { width: 64, height: 64, order: 'bgr', data: new Uint8Array(64 * 64 * 3) } as const;
    expect(() => pipeline.process(picture)).toThrow(expect.objectContaining({ name: 'ModelError' }));
  });

  it('refuses a folder of the other role', async () => {
    await expect(openPipeline(settings('public-mbf', 'public-mbf'))).rejects.toMatchObject({ code: 'bundle.role' });
  });
});
