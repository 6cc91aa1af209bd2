import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instant, seconds } from '../../../../../src/base/units.js';
import { addonPath, type CaptureAddon, loadAddon } from '../../../../../src/vision/capture/opencv/addon.js';
import { backendFor, openCvSource } from '../../../../../src/vision/capture/opencv/opencv-source.js';
import { SupervisedCamera } from '../../../../../src/vision/capture/supervised-camera.js';
import { needs } from '../../../../support/needs.js';

it('says how to build an addon that is missing, and does not try again', async () => {
  expect(() => loadAddon('/nowhere')).toThrow(
    expect.objectContaining({
      code: 'camera.addon-missing',
      transient: false,
      remedy: expect.stringContaining('libopencv-dev'),
    }),
  );
  const kind = openCvSource({ source: 'opencv', device: 0, api: 'v4l2', stallAfter: seconds(2) }, () =>
    loadAddon('/nowhere'),
  );
  const camera = new SupervisedCamera(kind, { now: () => instant(performance.now()) });
  expect(camera.health()).toMatchObject({ level: 'failed', detail: expect.stringContaining('camera.addon-missing') });
  expect(camera.health().detail).toContain('libopencv-dev');
  await camera.close();
});

it.each([
  [0, 'v4l2'],
  ['/dev/video2', 'v4l2'],
  ['rtsp://10.0.0.7/1', 'ffmpeg'],
  ['/srv/door.mkv', 'ffmpeg'],
  ['libcamerasrc ! videoconvert ! appsink', 'gstreamer'],
])('chooses the backend for %s: %s', (device, backend) => {
  expect(backendFor(device)).toBe(backend);
});

describe('where addons were built', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ostiary-addon-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('says that none can be loaded, and which OpenCV to install', () => {
    for (const name of ['capture-406.node', 'capture-410.node']) writeFileSync(join(folder, name), 'not a library');
    expect(() => loadAddon(folder)).toThrow(
      expect.objectContaining({
        code: 'camera.addon-unusable',
        transient: false,
        message: expect.stringMatching(/410[\s\S]*406/),
        remedy: expect.stringContaining('libopencv-videoio410'),
      }),
    );
  });

  needs('openCv').it('takes the one that fits this machine', () => {
    copyFileSync(addonPath, join(folder, 'capture-406.node'));
    for (const name of ['capture-410.node', 'capture.node']) writeFileSync(join(folder, name), 'not a library');
    expect(loadAddon(folder).version).toMatch(/^\d+\./);
  });
});

it('tries again where no thread is to be had', async () => {
  const Capture = class {
    constructor() {
      throw new Error('Resource temporarily unavailable');
    }
  } as unknown as CaptureAddon['Capture'];
  const kind = openCvSource({ source: 'opencv', device: 0, api: 'v4l2', stallAfter: seconds(2) }, () => ({
    version: '0',
    Capture,
  }));
  const camera = new SupervisedCamera(kind, { now: () => instant(performance.now()) });
  expect(camera.health()).toMatchObject({ level: 'failed', detail: expect.stringContaining('Resource temporarily') });
  expect(camera.health().detail).toContain('attempt 2');
  await camera.close();
});
