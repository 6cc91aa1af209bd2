import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type ActorName, cast, type DrawnActor } from '../../src/demo/cast.js';
import { renderWalks } from '../../src/demo/walk.js';
import { parseConfig } from '../../src/settings/load/load.js';
import { openPipeline, type Pipeline } from '../../src/vision/open-pipeline.js';
import { models } from './models.js';
import { root, shared } from './places.js';

const { quality } = parseConfig('', 'the default configuration', { env: {}, packageRoot: root });
/** The terminal's eyes on these bundles. */
export function openTestPipeline({ detector, embedder }: NonNullable<typeof models>): Promise<Pipeline> {
  const inference = { delegate: 'xnnpack', threads: 1 } as const;
  const bundles = { detectorFolder: detector, embedderFolder: embedder };
  return openPipeline({ ...bundles, inference, quality, log: () => undefined });
}

export interface TestActor {
  readonly enrolWith: readonly string[];
  readonly walkWith: DrawnActor;
}

/** One of the cast of people who do not exist, with pictures to enrol them. */
export async function actor(name: ActorName): Promise<TestActor> {
  const found = cast.find((a) => a.name === name);
  if (found === undefined) throw new Error(`nobody is called ${name}`);
  return { enrolWith: await found.portraits(join(root, '.demo/people')), walkWith: found };
}

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command line, until it ends. */
export async function runOstiary(words: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, 'dist/cli.js'), ...words], { env });
  const [stdout, stderr, status] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((done) => child.once('close', done)),
  ]);
  return { status, stdout, stderr };
}

/** A terminal in a folder of its own: configuration, key and, when asked for, walks of these pictures. */
export class TestTerminal {
  readonly folder = mkdtempSync(join(tmpdir(), 'ostiary-e2e-'));
  readonly config = join(this.folder, 'terminal.yaml');
  readonly env = { ...process.env, OSTIARY_SHARED: shared };

  constructor(extra = '', bundles = models) {
    writeFileSync(
      this.config,
      `${bundles === undefined ? '' : `models: { detector: ${bundles.detector}, embedder: ${bundles.embedder} }`}
camera: { source: frames, folder: frames, fps: 10, loop: true }
liveness: { level: unchecked }
door: { hardware: simulated, release: 1s, rex: {}, contact: {} }
store: { database: data/ostiary.db, keyFile: gallery.key }
observability: { metricsPort: 0, controlSocket: control.sock }
${extra}`,
    );
  }

  get database(): string {
    return join(this.folder, 'data/ostiary.db');
  }

  async walks(people: readonly DrawnActor[]): Promise<void> {
    await renderWalks(join(this.folder, 'frames'), people, () => undefined);
  }

  /** The technician's command line. */
  ostiary(...words: string[]): Promise<Ended> {
    return this.ostiaryAlone(...words, '-c', this.config);
  }

  /** The same for commands that take no configuration. */
  ostiaryAlone(...words: string[]): Promise<Ended> {
    return runOstiary(words, this.env);
  }

  /** The daemon as a process of its own; its log lines are collected. */
  daemon() {
    const child = spawn(process.execPath, [join(root, 'dist/main.js'), '-c', this.config], {
      env: this.env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const lines: string[] = [];
    let rest = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts);
    });
    const exited = new Promise<number | null>((done) => child.once('exit', done));
    return { child, lines, exited };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Times the patience of `until`, for a machine that is busy with something else. */
const patience = Number(process.env.OSTIARY_PATIENCE ?? 1);

export async function until(condition: () => boolean, within = 20_000): Promise<void> {
  const end = Date.now() + within * patience;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`not within ${within} ms: ${condition.toString()}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
