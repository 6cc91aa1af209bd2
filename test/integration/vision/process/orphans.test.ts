import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, expect, it } from 'vitest';
import { root } from '../../../support/places.js';
import { until } from '../../../support/terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'ostiary-orphans-'));
const built = (file: string) => JSON.stringify(pathToFileURL(join(root, 'dist', file)).href);
const left: number[] = [];

function running(pid: number): boolean {
  // A zombie has ended, whoever is to reap it.
  const status = existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : 'State:\tZ';
  return !/^State:\s+Z/m.test(status);
}

/** Runs a script in a process of its own; it writes the pids that it has to tell into a file. */
async function run(body: string): Promise<{ readonly child: ChildProcess; readonly pids: readonly number[] }> {
  const told = join(folder, 'pids');
  rmSync(told, { force: true });
  writeFileSync(join(folder, 'parent.mjs'), `const told = ${JSON.stringify(told)};\n${body}`);
  const child = spawn(process.execPath, [join(folder, 'parent.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] });
  await until(() => existsSync(told) && readFileSync(told, 'utf8').endsWith('.'));
  const pids = readFileSync(told, 'utf8').match(/\d+/g)?.map(Number) ?? [];
  left.push(...pids, child.pid as number);
  expect(pids.every(running)).toBe(true);
  return { child, pids };
}

afterEach(() => {
  for (const pid of left.splice(0)) if (running(pid)) process.kill(pid, 'SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true }));

it('a vision process whose loop hangs ends when its parent is killed', async () => {
  const { child, pids } = await run(`
    import { fork } from 'node:child_process';
    import { writeFileSync } from 'node:fs';
    import { fileURLToPath } from 'node:url';
    const vision = fork(fileURLToPath(${built('vision/process/child.js')}), [String(process.pid)], { serialization: 'advanced' });
    vision.once('message', () => writeFileSync(told, vision.pid + '.'));
  `);
  // A stopped process runs no JavaScript, like one in a native call that does not return.
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  child.kill('SIGKILL');
  await until(() => !pids.some(running));
});

it('a vision process that is started by another than it was told ends at once', async () => {
  const child = spawn(process.execPath, [join(root, 'dist/vision/process/child.js'), '1'], { stdio: 'ignore' });
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(1);
});

it.each([
  ['goes on', undefined],
  ['is stopped', 'SIGSTOP'],
] as const)('a pipe camera that %s ends with all its children when the vision process is killed', async (_, signal) => {
  const { child, pids } = await run(`
    import { openCamera } from ${built('vision/capture/open-camera.js')};
    const script = 'sleep 300 & printf "%s %s." $$ $! > ' + told + '; while sleep 0.1; do :; done';
    openCamera(
      { source: 'pipe', command: ['bash', '-c', script], format: 'i420', width: 64, height: 64, stallAfter: 60000 },
      { now: () => performance.now() },
    );
  `);
  // The camera program runs a moment before its guard knows of it.
  await new Promise((resolve) => setTimeout(resolve, 250));
  const [group = 0] = pids;
  if (signal !== undefined) process.kill(-group, signal);
  child.kill('SIGKILL');
  await until(() => !pids.some(running));
});
