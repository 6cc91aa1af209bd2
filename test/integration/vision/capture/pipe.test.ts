import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Camera } from '../../../../src/vision/capture/camera.js';
import { openCamera } from '../../../../src/vision/capture/open-camera.js';
import type { PipeConfig } from '../../../../src/vision/capture/pipe/pipe-source.js';
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
import { needs } from '../../../support/needs.js';
import { height, makeVideo, playing, temporaryFolder, width } from './media.js';

const withFfmpeg = needs('ffmpeg');

const configOf = (script: string, format: PipeConfig['format']): PipeConfig => ({
  source: 'pipe',
  command: ['bash', '-c', script],
  format,
  width,
  height,
  stallAfter,
});

const running = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

function bench(format: PipeConfig['format']): CameraBench {
  const folder = temporaryFolder();
  const file = join(folder.path, 'door.avi');
  const pidFile = join(folder.path, 'pid');
  return {
    config: configOf(`echo $$ >"${pidFile}"; ${playing(file, format)}`, format),
    appear: () => makeVideo(file, 3),
    vanish: () => {
      rmSync(file);
      process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
    },
    absent: 'camera.lost',
    remove: folder.remove,
  };
}

withFfmpeg.describe('pipe camera, I420', () => cameraContract(() => bench('i420')));
withFfmpeg.describe('pipe camera, BGR', () => picturesContract(() => bench('bgr')));
withFfmpeg.describe('pipe camera, JPEGs', () => cameraContract(() => bench('mjpeg')));

withFfmpeg.describe('pipe camera', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let video: string;
  let pidFile: string;
  let camera: Camera | undefined;
  const open = (config: PipeConfig): Camera => {
    camera = openCamera(config, { now });
    return camera;
  };
  const pid = (): number => (existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0);
  beforeEach(() => {
    folder = temporaryFolder();
    video = join(folder.path, 'door.avi');
    pidFile = join(folder.path, 'pid');
    makeVideo(video, 2);
  });
  afterEach(async () => {
    await camera?.close();
    camera = undefined;
    folder.remove();
  });

  it('notices a child that stops writing, ends it, and starts it again', async () => {
    const camera = open(configOf(`echo $$ >"${pidFile}"; ${playing(video, 'i420')}`, 'i420'));
    await nextWithin(camera);
    const stopped = pid();
    process.kill(stopped, 'SIGSTOP');
    await reported(camera, 'camera.stalled');
    await nextWithin(camera);
    await healthy(camera);
    expect(pid()).not.toBe(stopped);
    expect(running(stopped)).toBe(false);
  });

  it('notices a picture that is frozen', async () => {
    const camera = open(configOf(playing(video, 'i420', true), 'i420'));
    await nextWithin(camera);
    await reported(camera, 'camera.frozen');
    expect(camera.health().level).toBe('failed');
  });

  it('notices a change of size, and goes on in the new one', async () => {
    const large = join(folder.path, 'large.avi');
    const marker = join(folder.path, 'changed');
    makeVideo(large, 2, [640, 480]);
    // The first run changes after a second; the next one begins with the new size, as a camera does.
    const script = `if [ ! -e "${marker}" ]; then touch "${marker}"; ffmpeg -v error -re -i "${video}" -t 1 -f mjpeg -; fi; ${playing(large, 'mjpeg')}`;
    const camera = open(configOf(script, 'mjpeg'));
    expect((await nextWithin(camera)).image.width).toBe(320);
    await reported(camera, 'camera.size-changed');
    expect(camera.health().detail).toContain('from 320x240 to 640x480');
    expect((await nextWithin(camera)).image.width).toBe(640);
    await healthy(camera);
  });

  it('tells what the child said when it ended, without the password of a URL', async () => {
    const camera = open(configOf('echo "cannot reach rtsp://door:secret@10.0.0.7/1" >&2; exit 3', 'i420'));
    await healthy(camera, 'failed');
    const { detail } = camera.health();
    expect(detail).toContain('camera.lost: bash ended with status 3: cannot reach rtsp://…@10.0.0.7/1');
    expect(detail).not.toContain('secret');
  });

  it('suspects a wrong size where part of a frame is left', async () => {
    const camera = open(configOf('head -c 1000 /dev/zero', 'i420'));
    await reported(camera, '1000 bytes of an incomplete frame');
  });

  it('names a program that is not installed', async () => {
    const camera = open({ ...configOf('', 'i420'), command: ['rpicam-of-nobody', '-t', '0'] });
    await healthy(camera, 'failed');
    expect(camera.health().detail).toContain('camera.command-missing: rpicam-of-nobody is not installed');
  });

  it('ends the child with all its own children when closed, also one that ignores SIGTERM', async () => {
    const camera = open(
      configOf(
        `trap "" TERM; sleep 300 & echo $! >"${pidFile}"; ffmpeg -v error -re -i "${video}" -f rawvideo -pix_fmt yuv420p -; wait`,
        'i420',
      ),
    );
    await nextWithin(camera);
    const grandchild = pid();
    expect(running(grandchild)).toBe(true);
    await camera.close();
    await until(
      () => !running(grandchild),
      () => 'the grandchild still runs',
    );
  });

  it('skips a JPEG that is broken and counts it', async () => {
    const broken = `printf '\\xff\\xd8\\xff\\xe0\\x00\\x04ab\\xff\\xd9'`;
    const camera = open(configOf(`${broken}; ${playing(video, 'mjpeg')}`, 'mjpeg'));
    expect((await nextWithin(camera)).image.width).toBe(320);
    await reported(camera, '1 times camera.bad-picture');
    expect(camera.health().level).toBe('ok');
  });
});
