/**
 * Accuracy of a detector and an embedder on the LFW pictures in `$OSTIARY_SHARED/data/lfw-dev`: verification by the protocol,
 * FMR / FNMR over all comparisons, FPIR / FNIR of open-set searches, and percentiles of the quality measurements.
 *
 *     npx vite-node test/bench/lfw.ts [detector bundle] [embedder bundle]
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { dot } from '../../src/domain/embedding.js';
import type { Detection } from '../../src/domain/face.js';
import type { DetectorBundle, EmbedderBundle } from '../../src/domain/model-bundle.js';
import type { FaceQuality } from '../../src/domain/quality.js';
import { Aligner } from '../../src/vision/aligner.js';
import { type LoadedBundle, readBundle } from '../../src/vision/bundle.js';
import { createDetector } from '../../src/vision/detector.js';
import { createEmbedder } from '../../src/vision/embedder.js';
import type { Image } from '../../src/vision/image.js';
import { decodePicture } from '../../src/vision/picture.js';
import { QualityMeter } from '../../src/vision/quality.js';
import { loadModel } from '../../src/vision/tflite/load-model.js';
import type { Model } from '../../src/vision/tflite/model.js';
import { loadRuntime } from '../../src/vision/tflite/runtime.js';
import { foldAccuracy, type Pair, Scores } from './lfw-rates.js';

const data = resolve(process.env.OSTIARY_SHARED ?? '../shared', 'data/lfw-dev');
const [detectorName = 'public-yunet-s', embedderName = 'public-mbf'] = process.argv.slice(2);
const gallerySize = 1000;
const galleries = 40;

/**
 * Pairs of labels that are one person: one photograph under two names, or two spellings or names of one person (judged by the names).
 * By the first digits of the label's SHA-256, to keep names out of the project. Doubtful pairs are not here: they count as errors.
 */
const samePerson: ReadonlyMap<string, string> = new Map([
  ['847bcc3aad2e', 'd8c2638274f4'],
  ['4e0144e6fe62', '89243b515bde'],
  ['9fa94582426f', 'be95bb7618b5'],
  ['ddb6bcc8dfe8', 'cee808ecad4b'],
]);

interface Sample {
  readonly identity: number;
  readonly values: Float32Array;
  readonly quality: FaceQuality;
}

const { samples, byName } = await acquire();
console.log(`${detectorName} + ${embedderName}`);
reportQuality();
reportVerification();
const matrix = new Float32Array(samples.length ** 2);
const rates = comparisons();
const searches = openSetSearches();
console.log('similarity  FMR        FNMR     FPIR@1000  FNIR@1000');
for (let threshold = 0.2; threshold < 0.7001; threshold += 0.02) reportAt(threshold);
console.log(
  'at FPIR 0.1%, 0.01%:',
  [0.999, 0.9999].map((share) => searches.nonMated.quantile(share).toFixed(4)).join(', '),
);

async function acquire() {
  const detectorBundle = await readBundle(`models/${detectorName}`);
  const embedderBundle = await readBundle(`models/${embedderName}`);
  const detector = createDetector(detectorBundle.bundle as DetectorBundle, load(detectorBundle));
  const embedder = createEmbedder(embedderBundle.bundle as EmbedderBundle, load(embedderBundle));
  const aligner = new Aligner();
  const meter = new QualityMeter();
  const samples: Sample[] = [];
  const byName = new Map<string, Sample>();
  let missed = 0;
  const people = readdirSync(data, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const labels = people.map(({ name }) => createHash('sha256').update(name).digest('hex').slice(0, 12));
  for (const [index, { name }] of people.entries()) {
    const label = labels[index] ?? '';
    const identity = labels.indexOf(samePerson.get(label) ?? label);
    for (const file of readdirSync(`${data}/${name}`)) {
      const image = await decodePicture(readFileSync(`${data}/${name}/${file}`));
      const detection = mostCentral(detector.detect(image), image);
      if (detection === undefined) {
        missed++;
        continue;
      }
      const crop = aligner.align(image, detection.landmarks, 0);
      const quality = meter.measure(crop, detection, image);
      const [embedding] = embedder.embed([crop]);
      if (embedding === undefined) continue;
      const sample = { identity, values: embedding.values, quality };
      samples.push(sample);
      byName.set(file, sample);
    }
  }
  console.log(`${samples.length} pictures of ${people.length} people, no face found in ${missed}`);
  return { samples, byName };
}

function load({ bundle: { name, sha256 }, bytes }: LoadedBundle): Model {
  const log = (facts: object) => console.log(JSON.stringify(facts));
  return loadModel(bytes, { runtime: loadRuntime(), name, sha256, threads: 1, delegate: 'xnnpack', log });
}

/** LFW's subject is the face nearest the middle. */
function mostCentral(detections: readonly Detection[], { width, height }: Image): Detection | undefined {
  const distance = ({ box }: Detection) =>
    Math.hypot(box.x + (box.width - width) / 2, box.y + (box.height - height) / 2);
  return detections.toSorted((a, b) => distance(a) - distance(b))[0];
}

function reportQuality(): void {
  for (const key of ['interOcular', 'turn', 'brightness', 'sharpness', 'inside'] as const) {
    const scores = new Scores(Float32Array.from(samples, ({ quality }) => quality[key]));
    const shares = [0, 0.001, 0.01, 0.05, 0.5, 0.95, 0.99, 0.999, 1];
    console.log(
      key.padEnd(12),
      shares.map((share) => `p${share * 100}=${scores.quantile(share).toFixed(2)}`).join(' '),
    );
  }
}

function reportVerification(): void {
  const pairs: Pair[] = [];
  const lines = readFileSync(`${data}/pairs.txt`, 'utf8').trim().split('\n').slice(1);
  const picture = (name: string, number: string) => byName.get(`${name}_${number.padStart(4, '0')}.jpg`);
  lines.forEach((line, i) => {
    const [name = '', first = '', second = '', third] = line.split('\t');
    const genuine = third === undefined;
    const a = picture(name, first);
    const b = genuine ? picture(name, second) : picture(second, third);
    const similarity = a && b ? dot(a.values, b.values) : -1;
    pairs.push({ fold: Math.floor(i / 600), genuine, similarity });
  });
  const { accuracy, deviation } = foldAccuracy(pairs, 5);
  const of = (genuine: boolean) =>
    new Scores(
      Float32Array.from(
        pairs.filter((pair) => pair.genuine === genuine),
        (pair) => pair.similarity,
      ),
    );
  const threshold = of(false).quantile(0.999);
  console.log(
    `LFW ${pairs.length} pairs: accuracy ${accuracy.toFixed(4)} ± ${deviation.toFixed(4)}, TAR ${of(true).atOrAbove(threshold).toFixed(4)} at FAR 1e-3 (${threshold.toFixed(3)})`,
  );
}

function comparisons(): { readonly genuine: Scores; readonly impostor: Scores } {
  const impostor = new Float32Array((samples.length * (samples.length - 1)) / 2);
  const genuine: number[] = [];
  let count = 0;
  samples.forEach((a, i) => {
    for (let j = 0; j < i; j++) {
      const b = samples[j] as Sample;
      const similarity = dot(a.values, b.values);
      matrix[i * samples.length + j] = similarity;
      matrix[j * samples.length + i] = similarity;
      if (a.identity === b.identity) genuine.push(similarity);
      else impostor[count++] = similarity;
    }
  });
  const rates = { genuine: new Scores(Float32Array.from(genuine)), impostor: new Scores(impostor.subarray(0, count)) };
  const spread = (scores: Scores) =>
    [0.001, 0.01, 0.05, 0.5, 0.95, 0.99, 0.999, 1].map((q) => `p${q * 100}=${scores.quantile(q).toFixed(3)}`);
  console.log(`genuine  ${genuine.length}:`, spread(rates.genuine).join(' '));
  console.log(`impostor ${count}:`, spread(rates.impostor).join(' '));
  return rates;
}

/** Galleries of one template each of 1000 people; every other picture is a probe, mated or not. */
function openSetSearches(): { readonly mated: Scores; readonly nonMated: Scores } {
  const mated: number[] = [];
  const nonMated: number[] = [];
  const random = randomNumbers(20250101);
  const people = [...new Set(samples.map(({ identity }) => identity))];
  const pictures = new Map<number, number[]>();
  samples.forEach(({ identity }, i) => {
    pictures.set(identity, [...(pictures.get(identity) ?? []), i]);
  });
  for (let trial = 0; trial < galleries; trial++) {
    const enrolled = new Map<number, number>();
    for (const identity of shuffled(people, random).slice(0, gallerySize)) {
      const own = pictures.get(identity) ?? [];
      enrolled.set(identity, own[Math.floor(random() * own.length)] as number);
    }
    const gallery = [...enrolled.values()];
    samples.forEach(({ identity }, probe) => {
      const own = enrolled.get(identity);
      if (own === probe) return;
      const row = matrix.subarray(probe * samples.length, (probe + 1) * samples.length);
      const best = gallery.reduce((top, template) => Math.max(top, row[template] as number), -1);
      if (own === undefined) nonMated.push(best);
      // A search that ranks another person first has failed at every threshold.
      else mated.push(row[own] === best ? best : -1);
    });
  }
  console.log(
    `searches: ${nonMated.length} non-mated, ${mated.length} mated, ${galleries} galleries of ${gallerySize}`,
  );
  return { mated: new Scores(Float32Array.from(mated)), nonMated: new Scores(Float32Array.from(nonMated)) };
}

function reportAt(threshold: number): void {
  console.log(
    threshold.toFixed(2).padStart(10),
    rates.impostor.atOrAbove(threshold).toExponential(2).padStart(10),
    (1 - rates.genuine.atOrAbove(threshold)).toFixed(4).padStart(8),
    searches.nonMated.atOrAbove(threshold).toFixed(5).padStart(9),
    (1 - searches.mated.atOrAbove(threshold)).toFixed(4).padStart(10),
  );
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

/** Mulberry32: the same galleries on every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
