import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FramesConfig } from '../../../../src/vision/capture/frames/frames-source.js';
import { openCamera } from '../../../../src/vision/capture/open-camera.js';
import type { OpenedCamera } from '../../../../src/vision/capture/supervised-camera.js';
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
import { fps, makePictures, temporaryFolder } from './media.js';

const withFfmpeg = needs('ffmpeg');

function bench(type: 'jpg' | 'png'): CameraBench {
  const root = temporaryFolder();
  const folder = join(root.path, 'visitors');
  return {
    config: { source: 'frames', folder, fps, loop: true, stallAfter },
    appear: () => makePictures(folder, 12, type),
    vanish: () => rmSync(folder, { recursive: true }),
    absent: 'camera.folder-missing',
    remove: root.remove,
  };
}

withFfmpeg.describe('frames camera, JPEG', () => cameraContract(() => bench('jpg')));
withFfmpeg.describe('frames camera, PNG', () => picturesContract(() => bench('png')));

withFfmpeg.describe('frames camera', () => {
  let root: ReturnType<typeof temporaryFolder>;
  let folder: string;
  let camera: OpenedCamera | undefined;
  const logged: { readonly code: string; readonly message: string }[] = [];
  const open = (config: Partial<FramesConfig>): OpenedCamera => {
    camera = openCamera(
      { source: 'frames', folder, fps, loop: false, stallAfter, ...config },
      { now, log: (facts, message) => logged.push({ code: (facts as { code: string }).code, message }) },
    );
    return camera;
  };
  beforeEach(() => {
    root = temporaryFolder();
    folder = join(root.path, 'visitors');
    makePictures(folder, 11);
    logged.length = 0;
  });
  afterEach(async () => {
    await camera?.close();
    camera = undefined;
    root.remove();
  });

  it('plays a folder in the order of its names, numbers by value, to its end', async () => {
    for (let i = 1; i <= 11; i++) if (i !== 2 && i !== 10) rmSync(join(folder, `${i}.jpg`));
    const small = { create: { width: 64, height: 64, channels: 3, background: 'green' } } as const;
    for (const name of ['3.jpg', '11.jpg']) await sharp(small).jpeg().toFile(join(folder, name));
    const camera = open({ fps: 5 });
    const widths: number[] = [];
    for (let i = 0; i < 4; i++) widths.push((await nextWithin(camera)).image.width);
    expect(widths).toEqual([320, 64, 320, 64]);
    await until(
      () => camera.ended(),
      () => camera.health().detail,
    );
    expect(camera.health()).toMatchObject({ level: 'ok', detail: expect.stringContaining('camera.ended') });
    await expect(nextWithin(camera, 300)).rejects.toThrow();
  });

  it('gives the last picture of a list though it ended before anybody asked', async () => {
    const camera = open({ fps: 100 });
    await until(
      () => camera.ended(),
      () => camera.health().detail,
    );
    expect((await nextWithin(camera)).sequence).toBe(10);
    expect(camera.dropped()).toBe(10);
  });

  it('repeats one picture for ever without calling it frozen or stalled', async () => {
    const camera = open({ folder: undefined, files: [join(folder, '1.jpg')], fps: 0.8, loop: true });
    for (let i = 0; i < 3; i++) await nextWithin(camera);
    expect(camera.health().level).toBe('ok');
    expect(logged).toEqual([]);
  });

  it('skips what is no picture, and says which', async () => {
    writeFileSync(join(folder, '3.jpg'), 'this is no picture');
    truncateSync(join(folder, '5.jpg'), Math.floor(readFileSync(join(folder, '5.jpg')).length / 2));
    writeFileSync(join(folder, '7.png'), '');
    writeFileSync(join(folder, 'notes.txt'), 'not looked at');
    const camera = open({ fps: 100 });
    await until(
      () => camera.ended(),
      () => camera.health().detail,
    );
    expect(logged.map(({ code }) => code)).toEqual(['camera.bad-picture', 'camera.bad-picture', 'camera.bad-picture']);
    expect(logged.map(({ message }) => message.split(' ')[0])).toEqual(
      ['3.jpg', '5.jpg', '7.png'].map((name) => join(folder, name)),
    );
    // 9 of the 11 pictures are left.
    expect((await nextWithin(camera)).sequence).toBe(8);
    expect(camera.health().detail).toContain('3 times camera.bad-picture');
  });

  it('says that a folder is missing, empty, or holds nothing that can be shown', async () => {
    const missing = open({ folder: join(root.path, 'nowhere') });
    await healthy(missing, 'failed');
    expect(missing.health().detail).toContain(
      `camera.folder-missing: cannot read the folder ${join(root.path, 'nowhere')}: ENOENT`,
    );
    await missing.close();
    const empty = open({ folder: root.path });
    await reported(empty, 'camera.no-pictures');
    await empty.close();
    for (let i = 1; i <= 11; i++) writeFileSync(join(folder, `${i}.jpg`), 'garbage');
    await reported(open({ loop: true }), 'camera.no-pictures');
  });

  it('keeps the rate', async () => {
    const camera = open({ fps: 20, loop: true });
    const first = await nextWithin(camera);
    await sleep(2000);
    const last = await nextWithin(camera);
    const rate = ((last.sequence - first.sequence) * 1000) / (last.capturedAt - first.capturedAt);
    expect(rate).toBeGreaterThan(10);
    expect(rate).toBeLessThan(21);
  });
});
