import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HardwareFault } from '../../../../src/base/errors.js';
import { instant, seconds } from '../../../../src/base/units.js';
import type { Captured, SourceKind, SourceListener } from '../../../../src/vision/capture/source.js';
import { SupervisedCamera } from '../../../../src/vision/capture/supervised-camera.js';

/** A source that a test drives, and that keeps account of what was lent. */
class Driven implements SourceKind {
  readonly name = 'driven';
  readonly expects = { openWithin: seconds(10), stallAfter: seconds(2), frozenAfter: seconds(2), fixedSize: true };
  readonly openedAt: number[] = [];
  listener: SourceListener | undefined;
  refuses: HardwareFault | undefined;
  closing = 0;
  lent = 0;
  open(listener: SourceListener) {
    this.openedAt.push(performance.now());
    if (this.refuses !== undefined) throw this.refuses;
    this.listener = listener;
    return {
      dropped: () => 0,
      close: async () => {
        if (this.closing > 0) await new Promise((resolve) => setTimeout(resolve, this.closing));
      },
    };
  }
  show(fill: number, width = 2): void {
    this.lent++;
    const samples = new Uint8Array(width * 3).fill(fill);
    const captured: Captured = {
      capturedAt: instant(performance.now()),
      width,
      height: 1,
      samples,
      image: () => ({ width, height: 1, order: 'bgr', data: samples }),
      release: () => this.lent--,
    };
    this.listener?.frame(captured);
  }
}

const lost = new HardwareFault('camera.lost', 'gone', { remedy: 'Look.', transient: true });
const forever = new AbortController().signal;

describe('SupervisedCamera', () => {
  let source: Driven;
  let camera: SupervisedCamera;
  let logged: string[];
  beforeEach(() => {
    vi.useFakeTimers();
    source = new Driven();
    logged = [];
    camera = new SupervisedCamera(source, {
      now: () => instant(performance.now()),
      log: (facts) => logged.push((facts as { code: string }).code),
    });
  });
  afterEach(async () => {
    source.closing = 0;
    await camera.close();
    vi.useRealTimers();
  });
  const run = async (ms: number, each = 100, fill: (i: number) => number = (i) => i) => {
    for (let i = 0; i < ms / each; i++) {
      source.show(fill(i) % 256);
      await vi.advanceTimersByTimeAsync(each);
    }
  };

  it('lends at most the newest frame and the one being read, and takes all back', async () => {
    await run(2000);
    const first = await camera.next({ signal: forever });
    expect(first).toMatchObject({ sequence: 19, capturedAt: expect.any(Number) });
    expect(camera.dropped()).toBe(19);
    await run(1000, 100, (i) => 100 + i);
    expect(source.lent).toBe(2);
    await camera.next({ signal: forever });
    expect(source.lent).toBe(1);
  });

  it('wakes who waits for a frame', async () => {
    const waiting = camera.next({ signal: forever });
    source.show(7);
    expect((await waiting).image.data[0]).toBe(7);
    await expect(
      Promise.all([camera.next({ signal: forever }), camera.next({ signal: forever })]),
    ).rejects.toMatchObject({
      code: 'camera.next',
    });
  });

  it('notices a stall at its time, and opens again with growing pauses', async () => {
    await run(1000);
    await vi.advanceTimersByTimeAsync(1899);
    expect(camera.health().level).toBe('ok');
    await vi.advanceTimersByTimeAsync(2);
    expect(camera.health()).toMatchObject({
      level: 'failed',
      detail: expect.stringContaining('camera.stalled: no frame from driven for 2.0 s'),
    });
    source.refuses = lost;
    source.openedAt.length = 0;
    await vi.advanceTimersByTimeAsync(20_000);
    const pauses = source.openedAt.slice(1, 7).map((at, i) => Math.round(at - (source.openedAt[i] as number)));
    expect(pauses).toEqual([500, 1000, 2000, 3000, 3000, 3000]);
    source.refuses = undefined;
    await vi.advanceTimersByTimeAsync(3000);
    expect(camera.health()).toMatchObject({
      level: 'failed',
      detail: expect.stringContaining('waiting for a new frame'),
    });
    source.show(200);
    expect(camera.health()).toMatchObject({ level: 'ok' });
    expect(logged.filter((code) => code !== 'camera.lost')).toEqual(['camera.stalled', 'camera.back']);
  });

  it('shows a fault long enough to be asked about, though the camera is back at once', async () => {
    await run(500);
    source.show(1, 4);
    await vi.advanceTimersByTimeAsync(300);
    source.show(2, 4);
    expect(camera.health()).toMatchObject({
      level: 'degraded',
      detail: expect.stringContaining('camera.size-changed'),
    });
    await vi.advanceTimersByTimeAsync(1600);
    source.show(3, 4);
    expect(camera.health().level).toBe('degraded');
    await vi.advanceTimersByTimeAsync(200);
    expect(camera.health().level).toBe('ok');
    expect(logged).toEqual(['camera.size-changed', 'camera.back']);
  });

  it('passes no repeated picture on, and stays frozen until the picture changes', async () => {
    source.show(9);
    await camera.next({ signal: forever });
    await run(2500, 100, () => 9);
    expect(camera.health().detail).toContain('camera.frozen');
    await run(6000, 100, () => 9);
    expect(camera.health()).toMatchObject({ level: 'failed', detail: expect.stringContaining('camera.frozen') });
    expect(logged).not.toContain('camera.back');
    source.show(10);
    const frame = await camera.next({ signal: forever });
    expect(frame.sequence).toBe(1);
    expect(source.lent).toBe(1);
  });

  it('does not open a device before it was let go', async () => {
    source.closing = 1900;
    source.show(1);
    source.listener?.over(lost);
    await vi.advanceTimersByTimeAsync(1800);
    expect(source.openedAt).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(source.openedAt).toHaveLength(2);
  });

  it('hears nothing of a source that it has given up', async () => {
    source.show(1);
    const former = source.listener;
    former?.over(lost);
    former?.over(lost);
    await vi.advanceTimersByTimeAsync(300);
    expect(source.openedAt).toHaveLength(2);
    former?.frame({ ...still(), release: () => source.lent-- });
    former?.over(lost);
    expect(camera.health().detail).toContain('waiting for a new frame');
    expect(source.lent).toBe(-1);
    source.lent = 0;
  });

  it('gives up for good where no waiting mends', async () => {
    source.listener?.over(new HardwareFault('camera.format', 'bad format', { remedy: 'Choose another.' }));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(source.openedAt).toHaveLength(1);
    expect(camera.health()).toMatchObject({ level: 'failed', detail: 'camera.format: bad format; Choose another.' });
  });

  it('says the same notice once in ten seconds', async () => {
    const notice = new HardwareFault('camera.bad-picture', 'cut short', { remedy: 'Look.', transient: true });
    for (let i = 0; i < 150; i++) {
      source.show(i);
      source.listener?.notice(notice);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(logged).toEqual(['camera.bad-picture', 'camera.bad-picture']);
    expect(camera.health().detail).toContain('150 times camera.bad-picture');
  });

  it('never opens again once it was closed', async () => {
    source.listener?.over(lost);
    await camera.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(source.openedAt).toHaveLength(1);
  });
});

function still(): Captured {
  const image = { width: 1, height: 1, order: 'bgr', data: new Uint8Array(3) } as const;
  return {
    capturedAt: instant(0),
    width: 1,
    height: 1,
    samples: image.data,
    image: () => image,
    release: () => undefined,
  };
}
