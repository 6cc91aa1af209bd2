import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Actor, cast } from '../../src/cli/demo/cast.js';
import { renderWalks } from '../../src/cli/demo/walk.js';

export const root = resolve(import.meta.dirname, '../..');
const shared = resolve(root, process.env.OSTIARY_SHARED ?? '../shared');

/** Whether the public models and pictures are here; the project ships none of its own yet. */
export const hasShared = existsSync(join(shared, 'models')) && existsSync(join(shared, 'data/lfw-dev'));
export const whySkipped = hasShared ? '' : ` (skipped: no models and pictures in ${shared})`;

const actors = hasShared ? cast(shared) : [];

/** One of the cast; those used here are alone and well seen in all their pictures. */
export function actor(name: 'Finn' | 'Gwen' | 'Hugo' | 'Mira' | 'Pavel'): Actor {
  return actors.find((a) => a.name === name) ?? { id: '', name, enrolWith: [], walkWith: '' };
}

/** A terminal in a folder of its own: configuration, key and, when asked for, walks of these pictures. */
export class TestTerminal {
  readonly folder = mkdtempSync(join(tmpdir(), 'ostiary-e2e-'));
  readonly config = join(this.folder, 'terminal.yaml');
  readonly env = { ...process.env, OSTIARY_SHARED: shared };

  constructor(extra = '') {
    writeFileSync(
      this.config,
      `camera: { source: frames, folder: frames, fps: 10, loop: true }
liveness: { policy: unchecked }
door: { hardware: simulated, release: 1s, rex: {}, contact: {} }
store: { database: data/ostiary.db, keyFile: gallery.key }
observability: { metricsPort: 0, controlSocket: control.sock }
${extra}`,
    );
  }

  get database(): string {
    return join(this.folder, 'data/ostiary.db');
  }

  async walks(pictures: readonly string[]): Promise<void> {
    await renderWalks(join(this.folder, 'frames'), pictures, () => undefined);
  }

  /** The technician's command line. */
  async ostiary(
    ...words: string[]
  ): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }> {
    const child = spawn(process.execPath, [join(root, 'dist/cli.js'), ...words, '-c', this.config], { env: this.env });
    const [stdout, stderr, status] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | null>((done) => child.once('close', done)),
    ]);
    return { status, stdout, stderr };
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

export async function until(condition: () => boolean, within = 20_000): Promise<void> {
  const end = Date.now() + within;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`not within ${within} ms: ${condition.toString()}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
