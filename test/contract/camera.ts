import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instant, seconds } from '../../src/base/units.js';
import type { Camera, Frame } from '../../src/vision/capture/camera.js';
import { type CameraConfig, openCamera } from '../../src/vision/capture/open-camera.js';

/** What a source must bring for its contract to be tested. */
export interface CameraBench {
  /** Shows, from `appear` to `vanish`, 320x240 at 25 frames a second: red on the left, blue on the right, something moving. */
  readonly config: CameraConfig;
  appear(): void;
  /** The device is unplugged: its pictures end soon and it cannot be opened. */
  vanish(): void;
  /** Code of the fault where the device is not there when it is opened. */
  readonly absent: string;
  remove(): void;
}

/** CLOCK_MONOTONIC in milliseconds, as the vision process passes it. */
export const now = () => instant(Number(process.hrtime.bigint()) / 1e6);
export const stallAfter = seconds(1);

/** Waits until `holds`, as long as a slow machine may need. */
export async function until(holds: () => boolean, what: () => string, within = 15_000): Promise<void> {
  const end = performance.now() + within;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`still waiting after ${within} ms: ${what()}`);
    await sleep(20);
  }
}

export const healthy = (camera: Camera, level: 'ok' | 'degraded' | 'failed' = 'ok') =>
  until(
    () => camera.health().level === level,
    () => camera.health().detail,
  );

export const reported = (camera: Camera, code: string) =>
  until(
    () => camera.health().detail.includes(code),
    () => `${code} in ${camera.health().detail}`,
  );

export function nextWithin(camera: Camera, within = 15_000): Promise<Frame> {
  return camera.next({ signal: AbortSignal.timeout(within) });
}

function pixel(
  { image }: Frame,
  x: number,
  y: number,
): { readonly red: number; readonly green: number; readonly blue: number } {
  const at = (y * image.width + x) * 3;
  const [first = -1, green = -1, third = -1] = image.data.subarray(at, at + 3);
  return image.order === 'bgr' ? { red: third, green, blue: first } : { red: first, green, blue: third };
}

interface Rig {
  under(): CameraBench;
  open(): Camera;
  readonly logged: string[];
}

/** A fresh device, and a camera that looks at it, for each test. */
function rig(bench: () => CameraBench): Rig {
  let under: CameraBench;
  let camera: Camera | undefined;
  const logged: string[] = [];
  beforeEach(() => {
    logged.length = 0;
    under = bench();
  });
  afterEach(async () => {
    await camera?.close();
    camera = undefined;
    under.remove();
  });
  return {
    logged,
    under: () => under,
    open: () => {
      camera = openCamera(under.config, { now, log: (facts) => logged.push(String((facts as { code: string }).code)) });
      return camera;
    },
  };
}

/** What `Camera` promises about its pictures, for every source and format alike. */
export function picturesContract(bench: () => CameraBench): void {
  describe('pictures of a camera', () => {
    const { under, open } = rig(bench);

    it('gives frames in order, of the right size and colours, stamped when they were taken', async () => {
      under().appear();
      const camera = open();
      let before: Frame | undefined;
      for (let i = 0; i < 20; i++) {
        const asked = now();
        const frame = await nextWithin(camera);
        const { width, height, data } = frame.image;
        expect([width, height, data.length]).toEqual([320, 240, 320 * 240 * 3]);
        const [left, right] = [pixel(frame, 100, 200), pixel(frame, 300, 200)];
        expect(left.red).toBeGreaterThan(200);
        expect(Math.max(left.green, left.blue)).toBeLessThan(60);
        expect(right.blue).toBeGreaterThan(200);
        expect(Math.max(right.green, right.red)).toBeLessThan(60);
        expect(frame.capturedAt).toBeLessThanOrEqual(now());
        expect(frame.capturedAt).toBeGreaterThan(asked - 5000);
        if (before !== undefined) {
          expect(frame.sequence).toBeGreaterThan(before.sequence);
          // Two pictures that a pipe brings in one piece were seen at the same moment.
          expect(frame.capturedAt).toBeGreaterThanOrEqual(before.capturedAt);
        }
        before = { ...frame, image: { ...frame.image, data: new Uint8Array() } };
      }
      expect(camera.health()).toMatchObject({ part: 'camera', level: 'ok' });
    });

    it('gives the newest frame and counts what it overwrote', async () => {
      under().appear();
      const camera = open();
      const first = await nextWithin(camera);
      await until(
        () => camera.dropped() > 3 && now() - first.capturedAt > 600,
        () => `${camera.dropped()} dropped`,
      );
      const second = await nextWithin(camera);
      expect(second.capturedAt - first.capturedAt).toBeGreaterThan(500);
    });

    it('leaves a frame alone until the next one is asked for', async () => {
      under().appear();
      const camera = open();
      const frame = await nextWithin(camera);
      const copy = Buffer.from(frame.image.data);
      const dropped = camera.dropped();
      await until(
        () => camera.dropped() > dropped + 8,
        () => `${camera.dropped()} dropped`,
      );
      expect(copy.equals(frame.image.data)).toBe(true);
    });
  });
}

/** All the promises of `Camera`, for every source alike. */
export function cameraContract(bench: () => CameraBench): void {
  picturesContract(bench);
  describe('lifetime of a camera', () => {
    const { under, open, logged } = rig(bench);

    it('reports a device that is not there, keeps trying, and is back within 5 s of its coming', async () => {
      const camera = open();
      await healthy(camera, 'failed');
      expect(camera.health().detail).toContain(under().absent);
      expect(logged).toContain(under().absent);
      under().appear();
      const appeared = performance.now();
      await nextWithin(camera);
      expect(performance.now() - appeared).toBeLessThan(8000);
      await healthy(camera);
      expect(logged).toContain('camera.back');
    });

    it('reports a device that goes away, and is back when it comes again', async () => {
      under().appear();
      const camera = open();
      await nextWithin(camera);
      under().vanish();
      await healthy(camera, 'failed');
      // It was looked for again meanwhile.
      await reported(camera, under().absent);
      under().appear();
      const frame = await nextWithin(camera);
      expect(now() - frame.capturedAt).toBeLessThan(5000);
      await healthy(camera);
    });

    it('rejects next only with the reason of its signal', async () => {
      const camera = open();
      const reason = new Error('the visitor left');
      const leaving = new AbortController();
      const waiting = camera.next({ signal: leaving.signal });
      leaving.abort(reason);
      await expect(waiting).rejects.toBe(reason);
      await expect(camera.next({ signal: leaving.signal })).rejects.toBe(reason);
    });

    it('closes while it is being opened, and twice', async () => {
      under().appear();
      for (let i = 0; i < 5; i++) {
        const camera = open();
        const began = performance.now();
        await Promise.all([camera.close(), camera.close()]);
        await camera.close();
        expect(performance.now() - began).toBeLessThan(5000);
        expect(camera.health()).toMatchObject({ level: 'failed', detail: expect.stringContaining('camera.closed') });
      }
    });
  });
}
