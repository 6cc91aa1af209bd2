import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Camera } from '../../../../src/vision/capture/camera.js';
import { openCamera } from '../../../../src/vision/capture/open-camera.js';
import {
  type CameraBench,
  cameraContract,
  healthy,
  nextWithin,
  now,
  picturesContract,
  reported,
  stallAfter,
  until,
} from '../../../contract/camera.js';
import { needs, skipFor } from '../../../support/needs.js';
import { makeFrozenVideo, makeVideo, playing, temporaryFolder } from './media.js';

const withOpenCv = needs('openCv', 'ffmpeg');

function bench(type: 'avi' | 'mkv', seconds: number): CameraBench {
  const folder = temporaryFolder();
  const device = join(folder.path, `door.${type}`);
  return {
    config: { source: 'opencv', device, api: 'ffmpeg', stallAfter },
    appear: () => makeVideo(device, seconds),
    vanish: () => rmSync(device),
    absent: 'camera.absent',
    remove: folder.remove,
  };
}

withOpenCv.describe('opencv camera, JPEGs in AVI', () => cameraContract(() => bench('avi', 3)));
withOpenCv.describe('opencv camera, MPEG-4 in Matroska', () => picturesContract(() => bench('mkv', 3)));

withOpenCv.describe('opencv camera', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let camera: Camera | undefined;
  const writers: ChildProcess[] = [];
  /** Let threads go that wait for a writer. */
  const releases: (() => void)[] = [];
  const open = (device: string): Camera => {
    camera = openCamera({ source: 'opencv', device, api: 'auto', stallAfter }, { now });
    return camera;
  };
  /** A named pipe that OpenCV reads as it reads a device: opening and grabbing hang while nobody writes. */
  const fifo = (): string => {
    const path = join(folder.path, 'camera.mjpeg');
    expect(spawnSync('mkfifo', [path]).status).toBe(0);
    releases.push(() => closeSync(openSync(path, constants.O_RDWR)));
    return path;
  };
  const write = (source: string, to: string): ChildProcess => {
    const writer = spawn('bash', ['-c', `${playing(source, 'mjpeg')} >"${to}"`], { stdio: 'ignore', detached: true });
    writers.push(writer);
    return writer;
  };
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(async () => {
    for (const { pid = 0, exitCode, signalCode } of writers.splice(0)) {
      if (exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
    }
    await camera?.close();
    camera = undefined;
    for (const release of releases.splice(0)) release();
    folder.remove();
  });

  it('plays a file at its own rate and again from its beginning', async () => {
    const file = join(folder.path, 'short.avi');
    makeVideo(file, 1);
    const camera = open(file);
    const first = await nextWithin(camera);
    let frame = first;
    while (frame.sequence < 60) frame = await nextWithin(camera);
    // 60 frames at 25 a second, with two pauses for reopening: a file that is not paced takes milliseconds.
    expect(frame.capturedAt - first.capturedAt).toBeGreaterThan(2000);
  });

  it('notices a picture that is frozen, and does not pass it off as new', async () => {
    const file = join(folder.path, 'frozen.avi');
    makeFrozenVideo(file, 20);
    const camera = open(file);
    await nextWithin(camera);
    await expect(nextWithin(camera, 500)).rejects.toThrow();
    await reported(camera, 'camera.frozen');
    expect(camera.health().level).toBe('failed');
    // Opened again it shows the same picture: still frozen.
    await expect(nextWithin(camera, 2500)).rejects.toThrow();
    expect(camera.health()).toMatchObject({ level: 'failed', detail: expect.stringContaining('camera.frozen') });
  });

  it('notices a device that hangs in grab, without blocking the event loop, and returns when it does', async () => {
    const source = join(folder.path, 'source.avi');
    makeVideo(source, 3);
    const device = fifo();
    const writer = write(source, device);
    const camera = open(device);
    await nextWithin(camera);
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    writer.kill('SIGSTOP');
    await reported(camera, 'camera.stalled');
    await until(
      () => camera.health().detail.includes('attempt') || camera.health().detail.includes('reopened'),
      () => camera.health().detail,
    );
    await expect(nextWithin(camera, 2000)).rejects.toThrow();
    delay.disable();
    // It hung for more than 3 s; the loop never did.
    expect(delay.max / 1e6).toBeLessThan(1000);
    writer.kill('SIGCONT');
    await nextWithin(camera, 20_000);
    await healthy(camera);
  });

  it('closes while a device hangs in open', async () => {
    const camera = open(fifo());
    await expect(nextWithin(camera, 300)).rejects.toThrow();
    expect(camera.health()).toMatchObject({ level: 'degraded', detail: expect.stringContaining('camera.opening') });
    const began = performance.now();
    await camera.close();
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('notices a change of size, and goes on in the new one', async () => {
    const [small, large] = [join(folder.path, 'small.mjpeg'), join(folder.path, 'large.avi')];
    makeVideo(small, 2);
    makeVideo(large, 3, [640, 480]);
    const device = fifo();
    const script = `(ffmpeg -v error -re -i "${small}" -c copy -f mjpeg -; ${playing(large, 'mjpeg')}) >"${device}"; while :; do (${playing(large, 'mjpeg')}) >"${device}"; done`;
    writers.push(spawn('bash', ['-c', script], { stdio: 'ignore', detached: true }));
    const camera = open(device);
    expect((await nextWithin(camera)).image.width).toBe(320);
    // OpenCV 4.6 cannot scale the new size and leaves the last picture in place: then it is seen as frozen.
    await until(
      () => /camera\.(size-changed|frozen)/.test(camera.health().detail),
      () => camera.health().detail,
    );
    let width = 0;
    while (width !== 640) width = (await nextWithin(camera)).image.width;
    await healthy(camera);
  });

  it('plays a GStreamer pipeline', async (context) => {
    const pipeline =
      'videotestsrc is-live=true ! video/x-raw,width=320,height=240,framerate=25/1 ! videoconvert ! video/x-raw,format=BGR ! appsink';
    const camera = open(pipeline);
    await until(
      () => camera.health().level !== 'degraded',
      () => camera.health().detail,
    );
    if (camera.health().detail.includes('camera.open-failed')) {
      skipFor(context, 'gstreamer');
    }
    for (let i = 0; i < 10; i++) {
      expect((await nextWithin(camera)).image).toMatchObject({ width: 320, height: 240, order: 'bgr' });
    }
  });

  it('says that a device is no camera', async () => {
    const camera = openCamera({ source: 'opencv', device: '/dev/null', api: 'v4l2', stallAfter }, { now });
    await healthy(camera, 'failed');
    expect(camera.health().detail).toContain('camera.open-failed');
    await camera.close();
  });
});
