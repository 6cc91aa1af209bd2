import { describe, expect, it } from 'vitest';
import { HardwareFault } from '../../../../src/base/errors.js';
import { instant, millis, seconds } from '../../../../src/base/units.js';
import { FrameWatch } from '../../../../src/vision/capture/frame-watch.js';

const expects = { openWithin: seconds(10), stallAfter: seconds(2), frozenAfter: seconds(2), fixedSize: true };
const frame = (fill: number, width = 4, height = 2) => ({
  width,
  height,
  samples: new Uint8Array(width * height * 3).fill(fill),
});
const at = (ms: number) => instant(1000 + ms);
const watching = (changes: Partial<typeof expects> = {}) => new FrameWatch('door', { ...expects, ...changes }, at(0));

describe('FrameWatch', () => {
  it('waits longer for the first frame than for the others', () => {
    const watch = watching();
    expect(watch.deadline()).toBe(at(10_000));
    expect(watch.verdict(at(9999))).toBeUndefined();
    expect(watch.verdict(at(10_000))).toMatchObject({ code: 'camera.no-first-frame', transient: true });
    watch.saw(frame(1), at(500));
    expect(watch.deadline()).toBe(at(2500));
    expect(watch.verdict(at(2499))).toBeUndefined();
    expect(watch.verdict(at(2500))).toMatchObject({ code: 'camera.stalled', message: 'no frame from door for 2.0 s' });
  });

  it('calls one picture that repeats frozen after its time', () => {
    const watch = watching();
    expect(watch.saw(frame(1), at(0))).toBe('fresh');
    for (let ms = 100; ms < 2000; ms += 100) expect(watch.saw(frame(1), at(ms))).toBe('repeat');
    expect(watch.deadline()).toBe(at(2000));
    expect(watch.verdict(at(1999))).toBeUndefined();
    expect(watch.verdict(at(2000))).toMatchObject({ code: 'camera.frozen' });
  });

  it('believes a picture that changes now and then', () => {
    const watch = watching();
    for (let ms = 0; ms < 20_000; ms += 100) {
      watch.saw(frame(Math.floor(ms / 1900)), at(ms));
      expect(watch.verdict(at(ms))).toBeUndefined();
    }
  });

  it('is not fooled by a frozen camera that was opened again', () => {
    const watch = watching();
    watch.saw(frame(1), at(0));
    watch.opened(at(3000));
    expect(watch.saw(frame(1), at(3100))).toBe('repeat');
    expect(watch.saw(frame(1), at(5000))).toBe('repeat');
    expect(watch.verdict(at(5100))).toMatchObject({ code: 'camera.frozen' });
    expect(watch.saw(frame(2), at(5200))).toBe('fresh');
  });

  it('reports a change of size, and takes the size that a camera has when opened again', () => {
    const watch = watching();
    watch.saw(frame(1), at(0));
    const fault = watch.saw(frame(2, 8, 4), at(100));
    expect(fault).toBeInstanceOf(HardwareFault);
    expect(fault).toMatchObject({ code: 'camera.size-changed', message: 'door changed from 4x2 to 8x4' });
    watch.opened(at(200));
    expect(watch.saw(frame(2, 8, 4), at(300))).toBe('fresh');
  });

  it('lets pictures of a list repeat and differ in size', () => {
    const { frozenAfter: _, ...still } = expects;
    const watch = new FrameWatch('list', { ...still, fixedSize: false, stallAfter: millis(5000) }, at(0));
    expect(watch.saw(frame(1), at(0))).toBe('fresh');
    expect(watch.saw(frame(1), at(4000))).toBe('fresh');
    expect(watch.saw(frame(1, 8, 4), at(8000))).toBe('fresh');
    expect(watch.verdict(at(12_999))).toBeUndefined();
  });
});
