import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addonPath } from '../../../../src/vision/capture/opencv/addon.js';
import { needs } from '../../../support/needs.js';
import { makeVideo, temporaryFolder } from './media.js';

/** Runs `script` in a process of its own; `open(device)` and `hung`, `video` are there for it. */
function run(
  script: string,
  folder: string,
): { readonly status: number | null; readonly signal: string | null; readonly output: string } {
  const prelude = `
    const { Capture } = require(${JSON.stringify(addonPath)});
    const [hung, video] = ${JSON.stringify([join(folder, 'hung.mjpeg'), join(folder, 'door.avi')])};
    const open = (device, woken = () => {}) => {
      const capture = new Capture({ device, api: 1900, width: 0, height: 0, fps: 240, fourcc: 0 }, () => woken(capture, capture.poll()));
      return capture;
    };`;
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['-e', prelude + script], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { status, signal, output: `${stdout}${stderr}` };
}

const clean = { status: 0, signal: null };

needs('openCv', 'ffmpeg').describe('opencv addon at the end of its process', () => {
  const folder = temporaryFolder();
  beforeAll(() => {
    makeVideo(join(folder.path, 'door.avi'), 4);
    spawnSync('mkfifo', [join(folder.path, 'hung.mjpeg')]);
  });
  afterAll(folder.remove);

  it('does not keep the process when it was let go while its device hangs', () => {
    expect(run('const c = open(hung); setTimeout(() => { c.stop(); c.unref(); }, 200)', folder.path)).toMatchObject(
      clean,
    );
    expect(run('const c = open(hung); setTimeout(() => c.detach(), 200)', folder.path)).toMatchObject(clean);
  });

  it('survives an exit in the middle of a hang, and in the middle of frames', () => {
    expect(run('open(hung); setTimeout(() => process.exit(0), 300)', folder.path)).toMatchObject(clean);
    expect(
      run('for (let i = 0; i < 4; i++) open(video, () => {}); setTimeout(() => process.exit(0), 500)', folder.path),
    ).toMatchObject(clean);
  });

  it('survives a worker that ends in the middle of frames', () => {
    const script = `
      const { Worker } = require('node:worker_threads');
      const code = ${'`'}const { Capture } = require(${JSON.stringify(addonPath)});
        new Capture({ device: ${JSON.stringify(join(folder.path, 'door.avi'))}, api: 1900, width: 0, height: 0, fps: 240, fourcc: 0 }, () => {});${'`'};
      const worker = new Worker(code, { eval: true });
      setTimeout(() => worker.terminate(), 500);`;
    expect(run(script, folder.path)).toMatchObject(clean);
  });

  it('keeps what it lent readable after it was let go, and reads 50 captures opened and closed', () => {
    const script = `
      let left = 50;
      const one = () => open(video, (c, state) => {
        if (state.frame === undefined) return;
        const { data, slot } = state.frame;
        c.detach();
        global.gc?.();
        let sum = 0;
        for (const byte of data) sum += byte;
        if (sum === 0) process.exit(3);
        c.release(slot);
        if (--left > 0) one();
      });
      one();`;
    expect(run(script, folder.path)).toMatchObject(clean);
  });
});
