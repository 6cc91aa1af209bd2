// `npm run bench`: one frame with one face at 640x480, stage by stage, and the gallery search, beside peers in the same run.
// Options: --soak N (frames, default 0) looks for growth of memory; --pad FOLDER names another passive liveness model. PYTHON=... names a Python with cv2, tensorflow, faiss for the peers.
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { cast } from '../../dist/demo/cast.js';
import { walkUp } from '../../dist/demo/drawing/walk.js';
import { buildIndex } from '../../dist/gallery/search/gallery-index.js';
import { readBundle } from '../../dist/models/bundle.js';
import { embedding } from '../../dist/vision/domain/embedding.js';
import { openPipeline } from '../../dist/vision/open-pipeline.js';
import { loadModel } from '../../dist/vision/tflite/load-model.js';
import { loadRuntime } from '../../dist/vision/tflite/runtime.js';

const { values } = parseArgs({
  options: {
    soak: { type: 'string', default: '0' },
    frames: { type: 'string', default: '300' },
    pad: { type: 'string', default: new URL('../../models/pad-ostiary', import.meta.url).pathname },
  },
});
const root = new URL('../..', import.meta.url).pathname;
const shared = process.env.OSTIARY_SHARED ?? join(root, '../shared');
const python = process.env.PYTHON ?? 'python3';
const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
const summary = (times) => {
  const sorted = [...times].sort((a, b) => a - b);
  return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) };
};
const row = (name, { p50, p95 }) =>
  console.log(`  ${name.padEnd(26)}${p50.toFixed(3).padStart(10)}${p95.toFixed(3).padStart(10)}`);

if (existsSync(join(shared, 'models'))) await benchFrame();
else console.log(`frame: skipped, no models in ${shared}`);
benchSearch();

async function benchFrame() {
  const image = [...walkUp(cast[5].person, 1, 0)].at(-1);
  const detectorFolder = join(root, 'models/public-yunet-s');
  const embedderFolder = join(root, 'models/public-mbf');
  const padFolder = existsSync(values.pad) ? values.pad : undefined;
  if (padFolder === undefined) console.log(`liveness: not measured, no passive model in ${values.pad}`);
  const bare = await bareModels([detectorFolder, ...(padFolder ? [padFolder] : []), embedderFolder]);
  const pipeline = await openPipeline({
    detectorFolder,
    embedderFolder,
    ...(padFolder && { padFolder }),
    inference: { delegate: 'auto', threads: 1, edgeTpu: { library: 'libedgetpu.so.1', device: 'usb' } },
    quality: {
      minInterOcular: 24,
      maxTurn: 0.6,
      minBrightness: 40,
      maxBrightness: 225,
      minSharpness: 20,
      minInside: 0.9,
    },
    log: () => undefined,
  });
  console.log(
    `frame: 640x480, one face; ${pipeline.models.map((m) => `${m.name} on ${m.delegate}`).join(', ')}, one thread; milliseconds`,
  );
  console.log(`  ${'stage'.padEnd(26)}${'p50'.padStart(10)}${'p95'.padStart(10)}`);
  for (let i = 0; i < 30; i++) pipeline.process(image);
  const stages = { detect: [], align: [], quality: [], liveness: [], embed: [] };
  const totals = [];
  const invokes = [];
  for (let i = 0; i < Number(values.frames); i++) {
    const begun = performance.now();
    const { faces, times } = pipeline.process(image);
    totals.push(performance.now() - begun);
    // Beside it, in the same breath: what the models alone cost.
    const bareBegun = performance.now();
    for (const model of bare) model.invoke();
    invokes.push(performance.now() - bareBegun);
    if (faces.length !== 1 || !faces[0].embedding) throw new Error(`expected one good face, found ${faces.length}`);
    if (padFolder && faces[0].liveness.kind !== 'checked')
      throw pipeline.padFault() ?? new Error('liveness not checked');
    for (const [stage, time] of Object.entries(times)) stages[stage].push(time);
  }
  for (const [stage, times] of Object.entries(stages)) row(stage, summary(times));
  const total = summary(totals);
  const bareTotal = summary(invokes);
  row('whole frame', total);
  row('bare model invokes', bareTotal);
  if (padFolder) {
    const ratio = summary(stages.liveness).p50 / summary(stages.embed).p50;
    console.log(`  liveness / embed: ${ratio.toFixed(2)}x (goal <= 1.00x)`);
  }
  console.log(`  whole frame / bare invokes: ${(total.p50 / bareTotal.p50).toFixed(2)}x (goal <= 1.10x)`);
  const file = join(tmpdir(), 'ostiary-bench.png');
  writeFileSync(
    file,
    await sharp(image.data, { raw: { width: 640, height: 480, channels: 3 } })
      .png()
      .toBuffer(),
  );
  peer('pipeline', [file, shared], (peerMillis) => `  Ostiary / Python: ${(total.p50 / peerMillis).toFixed(2)}x`);
  const soak = Number(values.soak);
  if (soak > 0) {
    const memory = [];
    for (let i = 0; i < soak; i++) {
      // The vision process goes round its event loop after each frame too: what native code let go of is freed there.
      await new Promise((done) => setImmediate(done));
      pipeline.process(image);
      if (i % Math.ceil(soak / 5) === 0) memory.push(process.memoryUsage.rss());
    }
    memory.push(process.memoryUsage.rss());
    console.log(
      `soak: ${soak} frames; resident MiB on the way: ${memory.map((b) => (b / 2 ** 20).toFixed(0)).join(' ')}`,
    );
  }
  pipeline.close();
}

/** The models by themselves, loaded as the pipeline loads them. */
async function bareModels(folders) {
  const runtime = loadRuntime();
  const bundles = await Promise.all(folders.map((folder) => readBundle(folder)));
  return bundles.map(({ bundle, bytes }) =>
    loadModel(bytes, {
      runtime,
      name: bundle.name,
      sha256: bundle.sha256,
      threads: 1,
      delegate: 'auto',
      log: () => undefined,
    }),
  );
}

function benchSearch() {
  const space = { id: 'bench/1', dimension: 512 };
  console.log('search: exact, best two persons, 512 dimensions; milliseconds');
  for (const size of [1000, 10_000, 100_000]) {
    let seed = 7;
    const random = () => {
      const raw = new Float32Array(512);
      for (let i = 0; i < 512; i++) {
        seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
        raw[i] = seed / 2 ** 31;
      }
      return embedding(space, raw);
    };
    const index = buildIndex(
      space,
      Array.from({ length: size }, (_, id) => ({ id, person: `p${id}`, embedding: random() })),
    );
    const probes = Array.from({ length: 50 }, random);
    for (const probe of probes.slice(0, 10)) index.search(probe, 2);
    const ours = summary(
      probes.map((probe) => {
        const begun = performance.now();
        index.search(probe, 2);
        return performance.now() - begun;
      }),
    );
    row(`${size} templates`, ours);
    peer(
      'search',
      [String(size)],
      (peerMillis) => `    Ostiary / Faiss IndexFlatIP: ${(ours.p50 / peerMillis).toFixed(2)}x`,
    );
  }
}

/** Runs the same work in Python, where its packages are installed. */
function peer(what, args, ratio) {
  const { status, stdout } = spawnSync(python, [join(root, 'test/bench/peer.py'), what, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (status !== 0)
    return console.log(
      `  (peer not measured: PYTHON=${python} lacks ${what === 'search' ? 'faiss-cpu' : 'opencv-python-headless or tensorflow-cpu'})`,
    );
  const { name, millis } = JSON.parse(stdout.trim().split('\n').at(-1));
  console.log(`    ${name}: ${millis.toFixed(3)}`);
  console.log(ratio(millis));
}
