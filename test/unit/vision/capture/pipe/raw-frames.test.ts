import { describe, expect, it } from 'vitest';
import { instant } from '../../../../../src/base/units.js';
import { type RawFrame, RawFrames } from '../../../../../src/vision/capture/pipe/raw-frames.js';
import { fc } from '../../../../support/property.js';

describe('RawFrames', () => {
  it('cuts any chunks into the same frames', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 0, maxLength: 200 }),
        fc.array(fc.integer({ min: 1, max: 50 })),
        (stream, cuts) => {
          const got: number[] = [];
          const frames = new RawFrames(7, ({ bytes, release }) => {
            got.push(...bytes);
            release();
          });
          let at = 0;
          for (const cut of cuts) {
            frames.push(stream.subarray(at, at + cut), instant(at));
            at += cut;
          }
          frames.push(stream.subarray(at), instant(at));
          expect(got).toEqual([...stream.subarray(0, stream.length - (stream.length % 7))]);
          expect(frames.partial).toBe(stream.length % 7);
        },
      ),
    );
  });

  it('stamps a frame with the arrival of its first bytes', () => {
    const begun: number[] = [];
    const frames = new RawFrames(4, ({ begunAt, release }) => {
      begun.push(begunAt);
      release();
    });
    frames.push(new Uint8Array(6), instant(10));
    frames.push(new Uint8Array(3), instant(20));
    expect(begun).toEqual([10, 10]);
  });

  it('always has memory for a consumer that holds one frame and the newest', () => {
    const got: number[] = [];
    let newest: RawFrame | undefined;
    let held: RawFrame | undefined;
    const frames = new RawFrames(1, (frame) => {
      got.push(frame.bytes[0] as number);
      newest?.release();
      newest = frame;
      if (held !== undefined) return;
      held = frame;
      newest = undefined;
    });
    for (let i = 0; i < 100; i++) frames.push(Uint8Array.of(i), instant(i));
    expect(got).toHaveLength(100);
    expect(held?.bytes[0]).toBe(0);
    expect(newest?.bytes[0]).toBe(99);
    expect(frames.dropped).toBe(0);
  });

  it('drops and counts frames while nobody gives memory back', () => {
    const got: number[] = [];
    const frames = new RawFrames(1, ({ bytes }) => got.push(bytes[0] as number));
    for (let i = 0; i < 10; i++) frames.push(Uint8Array.of(i), instant(i));
    expect(got).toEqual([0, 1, 2]);
    expect(frames.dropped).toBe(7);
  });
});
